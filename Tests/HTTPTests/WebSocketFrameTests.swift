import HTTP
import Testing

@Suite("WebSocket frames")
struct WebSocketFrameTests {
  /// A client's frame.
  private func frame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
    var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
    if payload.count < 126 {
      bytes.append(0x80 | UInt8(payload.count))
    } else {
      bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    }
    let mask: [UInt8] = [0xA1, 0x02, 0xF3, 0x44]
    return bytes + mask + payload.enumerated().map { $0.element ^ mask[$0.offset & 3] }
  }

  private func parse(_ bytes: [UInt8], piece: Int) throws -> [WebSocketFrameParser.Event] {
    var parser = WebSocketFrameParser()
    var events: [WebSocketFrameParser.Event] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(piece))
      rest = rest.dropFirst(part.count)
      try part.withUnsafeBytes { buffer in
        var consumed = 0
        while let event = try parser.parse(buffer, consumed: &consumed) { events.append(event) }
      }
    }
    return events
  }

  @Test("Messages come out the same however their bytes are cut", arguments: [1, 2, 3, 5, 13, 4096, Int.max])
  func readsInPieces(piece: Int) throws {
    let long = (0..<1000).map { UInt8($0 % 127) }
    let bytes =
      frame(1, Array("ä".utf8)) + frame(9, [1, 2]) + frame(2, long, isFinal: false) + frame(10, []) + frame(0, [9])
      + frame(1, []) + frame(8, [0x03, 0xE8] + Array("bye".utf8))
    let expected: [WebSocketFrameParser.Event] = [
      .message(.text(Array("ä".utf8))), .message(.ping([1, 2])), .message(.pong([])), .message(.binary(long + [9])),
      .message(.text([])), .close(code: 1000, reason: Array("bye".utf8)),
    ]
    #expect(try parse(bytes, piece: piece) == expected)
  }

  @Test("An empty close frame has no code")
  func readsEmptyClose() throws {
    #expect(try parse(frame(8, []), piece: 1) == [.close(code: nil, reason: [])])
  }

  @Test("Frames are written with the shortest length")
  func writes() {
    for (size, start) in [
      (3, [0x82, 3]), (125, [0x82, 125]), (126, [0x82, 126, 0, 126]), (65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
    ] as [(Int, [UInt8])] {
      var output: [UInt8] = []
      WebSocketFrameEncoder.append(.binary, [UInt8](repeating: 1, count: size), to: &output)
      #expect(output.prefix(start.count).elementsEqual(start))
      #expect(output.count == start.count + size)
    }
  }

  @Test("UTF-8 is checked across pieces")
  func checksText() {
    let good = ["", "a", "é", "€", "😀", String(repeating: "aé€😀", count: 50)]
    for text in good {
      for piece in [1, 2, 3, 1000] {
        var validator = UTF8Validator()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
          let part = Array(rest.prefix(piece))
          rest = rest.dropFirst(part.count)
          let accepted = part.withUnsafeBytes { validator.accept($0) }
          #expect(accepted)
        }
        #expect(validator.isComplete)
      }
    }
    let bad: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF], [0xC3, 0x41], [0xE2, 0x82, 0x41],
    ]
    for bytes in bad {
      var validator = UTF8Validator()
      let accepted = bytes.withUnsafeBytes { validator.accept($0) }
      #expect(!accepted, "\(bytes)")
    }
  }
}
