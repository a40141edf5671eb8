/// A WebSocket client that sends the frames a test wants, right or wrong.
final class WebSocketClient {
  struct Frame: Equatable {
    var opcode: UInt8
    var payload: [UInt8]
    var text: String { String(decoding: payload, as: UTF8.self) }
    /// The code of a close frame.
    var code: Int? { payload.count < 2 ? nil : Int(payload[0]) << 8 | Int(payload[1]) }
    var reason: String { String(decoding: payload.dropFirst(2), as: UTF8.self) }
  }

  let socket: RawClient
  let answer: RawClient.Answer

  static let key = "dGhlIHNhbXBsZSBub25jZQ=="

  init(port: Int, path: String = "/", fields: String = "", receiveBuffer: Int32? = nil) throws {
    socket = try RawClient(port: port, receiveBuffer: receiveBuffer)
    socket.send(
      """
      GET \(path) HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\
      Sec-WebSocket-Key: \(WebSocketClient.key)\r\nSec-WebSocket-Version: 13\r\n\(fields)\r\n
      """)
    answer = try socket.readAnswer()
  }

  static func frame(
    _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true, reserved: UInt8 = 0
  ) -> [UInt8] {
    var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved | opcode]
    let masked: UInt8 = isMasked ? 0x80 : 0
    switch payload.count {
    case 0...125: bytes.append(masked | UInt8(payload.count))
    case 126...0xFFFF: bytes += [masked | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    default:
      bytes.append(masked | 127)
      for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(payload.count >> shift & 0xFF)) }
    }
    guard isMasked else { return bytes + payload }
    let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
    bytes += mask
    for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index & 3]) }
    return bytes
  }

  func send(_ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true) {
    socket.send(WebSocketClient.frame(opcode, payload, isFinal: isFinal))
  }

  func send(_ text: String) { send(1, Array(text.utf8)) }

  func readFrame() throws -> Frame {
    let start = try socket.read(2)
    var length = Int(start[1] & 0x7F)
    if length == 126 {
      length = try socket.read(2).reduce(0) { $0 << 8 | Int($1) }
    } else if length == 127 {
      length = try socket.read(8).reduce(0) { $0 << 8 | Int($1) }
    }
    return Frame(opcode: start[0] & 0x0F, payload: try socket.read(length))
  }
}
