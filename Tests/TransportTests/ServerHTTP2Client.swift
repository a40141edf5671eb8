/// An HTTP/2 client that sends the frames a test wants, right or wrong. It reads no more of an answer's head than its
/// status.
final class HTTP2Client {
  struct Frame {
    var type: UInt8
    var flags: UInt8
    var stream: Int
    var payload: [UInt8]

    var isLast: Bool { flags & 1 != 0 }
    /// The error code of RST_STREAM, or of GOAWAY.
    var error: Int {
      payload.suffix(type == 7 ? max(0, payload.count - 4) : 4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    var text: String { String(decoding: payload, as: UTF8.self) }

    /// The status of an answer: the first field of the block, from HPACK's static table or in Huffman's digits.
    var status: Int? {
      guard let first = payload.first else { return nil }
      let known: [UInt8: Int] = [0x88: 200, 0x89: 204, 0x8A: 206, 0x8B: 304, 0x8C: 400, 0x8D: 404, 0x8E: 500]
      if let status = known[first] { return status }
      guard first == 0x48 || first == 0x08, payload.count > 2 else { return nil }
      let value = payload[2..<min(payload.count, 2 + Int(payload[1] & 0x7F))]
      if payload[1] & 0x80 == 0 { return Int(String(decoding: value, as: UTF8.self)) }
      var bits = value.flatMap { byte in (0..<8).map { byte >> (7 - UInt8($0)) & 1 } }[...]
      var status = 0
      while bits.count >= 5 {
        let five = bits.prefix(5).reduce(0) { $0 << 1 | Int($1) }
        if five <= 2 {
          status = status * 10 + five
          bits = bits.dropFirst(5)
        } else {
          guard bits.count >= 6 else { break }
          let six = bits.prefix(6).reduce(0) { $0 << 1 | Int($1) }
          guard six >= 0x19, six <= 0x1F else { break }
          status = status * 10 + six - 0x16
          bits = bits.dropFirst(6)
        }
      }
      return status
    }
  }

  let socket: RawClient

  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  static let data: UInt8 = 0
  static let headers: UInt8 = 1
  static let reset: UInt8 = 3
  static let settings: UInt8 = 4
  static let ping: UInt8 = 6
  static let goAway: UInt8 = 7
  static let windowUpdate: UInt8 = 8
  static let continuation: UInt8 = 9

  init(port: Int, settings: [(UInt16, UInt32)] = []) throws {
    socket = try RawClient(port: port)
    let payload = settings.flatMap { id, value in
      [UInt8(id >> 8), UInt8(id & 0xFF)] + HTTP2Client.word(Int(value))
    }
    socket.send(HTTP2Client.preface + HTTP2Client.frame(HTTP2Client.settings, stream: 0, payload: payload))
  }

  static func word(_ number: Int) -> [UInt8] {
    [UInt8(number >> 24 & 0xFF), UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
  }

  static func frame(_ type: UInt8, flags: UInt8 = 0, stream: Int, payload: [UInt8] = []) -> [UInt8] {
    [UInt8(payload.count >> 16), UInt8(payload.count >> 8 & 0xFF), UInt8(payload.count & 0xFF), type, flags]
      + word(stream) + payload
  }

  /// A header block of literals that leave no trace in the tables.
  static func block(_ fields: [(String, String)]) -> [UInt8] {
    func text(_ text: String) -> [UInt8] {
      let count = text.utf8.count
      if count < 127 { return [UInt8(count)] + Array(text.utf8) }
      var rest = count - 127
      var bytes: [UInt8] = [127]
      while rest >= 128 {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      return bytes + [UInt8(rest)] + Array(text.utf8)
    }
    return fields.flatMap { [0x00] + text($0.0) + text($0.1) }
  }

  static func request(
    _ method: String, _ path: String, _ more: [(String, String)] = [], authority: String = "x"
  ) -> [UInt8] {
    block([(":method", method), (":scheme", "http"), (":authority", authority), (":path", path)] + more)
  }

  static func get(_ path: String, stream: Int) -> [UInt8] {
    frame(headers, flags: 0x5, stream: stream, payload: request("GET", path))
  }

  func send(_ type: UInt8, flags: UInt8 = 0, stream: Int, payload: [UInt8] = []) {
    socket.send(HTTP2Client.frame(type, flags: flags, stream: stream, payload: payload))
  }

  func readFrame() throws -> Frame {
    let head = try socket.read(9)
    let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
    let stream = head[5...].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
    return Frame(type: head[3], flags: head[4], stream: stream, payload: try socket.read(length))
  }

  /// Reads until a frame of a type comes; the others are passed over.
  func read(_ type: UInt8) throws -> Frame {
    while true {
      let frame = try readFrame()
      if frame.type == type { return frame }
    }
  }
}
