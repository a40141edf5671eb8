/// Writes the heads of HTTP/1.1 answers.
public struct ResponseEncoder: Sendable {
  /// How the peer learns where the body ends (RFC 9112 §6).
  public enum Framing: Sendable, Equatable {
    /// No body and no field about one: 1xx, 204, 304.
    case none
    /// A `content-length` field, unless the answer carries one already.
    case given
    case length(Int)
    case chunked
    /// The body ends with the connection.
    case untilClose
  }

  public enum Persistence: Sendable, Equatable {
    /// What the version does by itself.
    case implied
    case keepAlive
    case close
    case upgrade
  }

  private init() {}

  /// Appends the status line, the fields and the empty line.
  ///
  /// Fields that are the connection's own business are left out; control characters in values become blanks, so that
  /// no handler can be made to write a field or an answer that it did not mean.
  public static func appendHead(
    status: Status, headers: Headers, framing: Framing, persistence: Persistence, date: [UInt8],
    to output: inout [UInt8]
  ) {
    append("HTTP/1.1 ", to: &output)
    appendDecimal(status.code, to: &output)
    output.append(0x20)
    output.append(contentsOf: status.reason.utf8)
    output.append(0x0D)
    output.append(0x0A)
    for field in headers.fields where isForwarded(field.name, framing) {
      appendSafely(field.name, to: &output)
      output.append(0x3A)
      output.append(0x20)
      appendSafely(field.value, to: &output)
      output.append(0x0D)
      output.append(0x0A)
    }
    append("date: ", to: &output)
    output.append(contentsOf: date)
    switch framing {
    case .length(let count):
      append("\r\ncontent-length: ", to: &output)
      appendDecimal(count, to: &output)
    case .chunked: append("\r\ntransfer-encoding: chunked", to: &output)
    case .none, .given, .untilClose: break
    }
    switch persistence {
    case .implied: break
    case .keepAlive: append("\r\nconnection: keep-alive", to: &output)
    case .close: append("\r\nconnection: close", to: &output)
    case .upgrade: append("\r\nconnection: upgrade", to: &output)
    }
    append("\r\n\r\n", to: &output)
  }

  /// Appends one chunk of a chunked body. An empty one would end the body; nothing is written for it.
  public static func appendChunk(_ bytes: [UInt8], to output: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    output.append(contentsOf: String(bytes.count, radix: 16).utf8)
    append("\r\n", to: &output)
    output.append(contentsOf: bytes)
    append("\r\n", to: &output)
  }

  /// What ends a chunked body.
  public static func appendLastChunk(to output: inout [UInt8]) {
    append("0\r\n\r\n", to: &output)
  }

  private static func isForwarded(_ name: String, _ framing: Framing) -> Bool {
    switch name {
    case "connection", "keep-alive", "transfer-encoding", "date": false
    case "content-length": framing == .given || framing == .untilClose
    default: true
    }
  }

  static func append(_ text: StaticString, to output: inout [UInt8]) {
    text.withUTF8Buffer { output.append(contentsOf: $0) }
  }

  static func appendDecimal(_ number: Int, to output: inout [UInt8]) {
    if number < 10, number >= 0 {
      output.append(UInt8(number) + 0x30)
      return
    }
    let start = output.count
    var rest = UInt(max(0, number))
    repeat {
      output.append(UInt8(rest % 10) + 0x30)
      rest /= 10
    } while rest > 0
    output[start...].reverse()
  }

  private static func appendSafely(_ text: String, to output: inout [UInt8]) {
    let start = output.count
    output.append(contentsOf: text.utf8)
    for index in start..<output.count where output[index] < 0x20 || output[index] == 0x7F { output[index] = 0x20 }
  }
}
