/// Writes a server's WebSocket frames (RFC 6455 §5): never fragmented, never masked.
public enum WebSocketFrameEncoder {
  public enum Kind: UInt8, Sendable {
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10
  }

  /// Appends one frame. A control frame's payload is cut to the 125 bytes that it may have.
  public static func append(_ kind: Kind, _ payload: [UInt8], to output: inout [UInt8]) {
    let count = kind.rawValue & 8 == 0 ? payload.count : min(payload.count, 125)
    output.append(0x80 | kind.rawValue)
    switch count {
    case 0...125: output.append(UInt8(count))
    case 126...0xFFFF:
      output.append(126)
      output.append(UInt8(count >> 8))
      output.append(UInt8(count & 0xFF))
    default:
      output.append(127)
      for shift in stride(from: 56, through: 0, by: -8) { output.append(UInt8(truncatingIfNeeded: count >> shift)) }
    }
    if count == payload.count {
      output.append(contentsOf: payload)
    } else {
      output.append(contentsOf: payload[..<count])
    }
  }

  /// Appends a close frame; the reason is cut to 123 bytes, at a character's end.
  public static func appendClose(code: UInt16, reason: String, to output: inout [UInt8]) {
    var bytes = Array(reason.utf8)
    if bytes.count > 123 {
      var end = 123
      while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      bytes.removeLast(bytes.count - end)
    }
    append(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + bytes, to: &output)
  }
}
