import HTTP
import Testing

/// A generator whose numbers are the same in every run.
struct Repeatable: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

@Suite("Mutated input")
struct ParserMutationTests {
  /// What is left of bytes after a few random changes.
  private func mutate(_ bytes: [UInt8], _ generator: inout Repeatable) -> [UInt8] {
    let telling = Array("\r\n\t :;,=0123456789abcxX/?#".utf8) + [0, 0x7F, 0x80, 0xFF]
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let index = Int.random(in: 0..<result.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: result[index] = telling.randomElement(using: &generator) ?? 0
      case 1: result.insert(telling.randomElement(using: &generator) ?? 0, at: index)
      case 2: result.remove(at: index)
      default:
        let end = min(result.count, index + Int.random(in: 1...20, using: &generator))
        result.insert(contentsOf: Array(result[index..<end]), at: Int.random(in: 0...result.count, using: &generator))
      }
      if result.isEmpty { return [0] }
    }
    return result
  }

  /// The requests in some bytes, given in pieces; nil when they are refused.
  private func requests(_ bytes: [UInt8], piece: Int) -> [String]? {
    let parser = RequestParser()
    var found: [String] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(piece))
      rest = rest.dropFirst(part.count)
      let isGood = part.withUnsafeBytes { buffer in
        var consumed = 0
        do {
          while consumed < buffer.count {
            guard let event = try parser.parse(buffer, consumed: &consumed) else { break }
            if case .request(let request, let keepAlive, _) = event {
              found.append("\(request.method) \(request.path) \(request.headers.fields) \(request.body) \(keepAlive)")
            }
          }
          return true
        } catch {
          return false
        }
      }
      if !isGood { return nil }
    }
    return found
  }

  @Test("A broken request is read, or refused, the same whole and in pieces", arguments: 0..<8)
  func readsBrokenRequests(seed: Int) {
    var generator = Repeatable(state: UInt64(seed))
    let texts = [
      "GET /a?b=c HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\nGET /d HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /d HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: u\r\n\r\nGET /d HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nab",
    ]
    for round in 0..<250 {
      let bytes = mutate(Array(texts[round % texts.count].utf8), &generator)
      let whole = requests(bytes, piece: .max)
      for piece in [1, 7] {
        #expect(requests(bytes, piece: piece) == whole, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }
  }

  private func messages(_ bytes: [UInt8], piece: Int) -> [WebSocketFrameParser.Event]? {
    var parser = WebSocketFrameParser(limits: .init(messageBytes: 10_000, fragments: 10))
    var found: [WebSocketFrameParser.Event] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(piece))
      rest = rest.dropFirst(part.count)
      let isGood = part.withUnsafeBytes { buffer in
        var consumed = 0
        do {
          while let event = try parser.parse(buffer, consumed: &consumed) { found.append(event) }
          return true
        } catch {
          return false
        }
      }
      if !isGood { return nil }
    }
    return found
  }

  @Test("Broken frames are read, or refused, the same whole and in pieces", arguments: 0..<8)
  func readsBrokenFrames(seed: Int) {
    var generator = Repeatable(state: UInt64(seed))
    let bytes: [UInt8] =
      [0x81, 0x83, 1, 2, 3, 4, 96, 96, 96, 0x01, 0x82, 0, 0, 0, 0, 0xC3, 0xA9, 0x89, 0x80, 9, 9, 9, 9]
      + [0x80, 0x81, 0, 0, 0, 0, 65, 0x82, 0xFE, 0, 200, 1, 1, 1, 1] + [UInt8](repeating: 7, count: 200)
      + [0x88, 0x82, 0, 0, 0, 0, 3, 0xE8]
    for _ in 0..<250 {
      let broken = mutate(bytes, &generator)
      let whole = messages(broken, piece: .max)
      #expect(messages(broken, piece: 1) == whole)
      #expect(messages(broken, piece: 5) == whole)
    }
  }
}
