/// Why a WebSocket must be closed, with the code that says so (RFC 6455 §7.4.1).
public struct WebSocketFailure: Error, Sendable, Equatable {
  public let code: UInt16
  public let reason: String

  init(_ code: UInt16, _ reason: StaticString) {
    self.code = code
    self.reason = reason.description
  }
}

/// An incremental parser of a client's WebSocket frames (RFC 6455 §5): bytes in, whole messages out. It does no I/O.
public struct WebSocketFrameParser: Sendable {
  public struct Limits: Sendable, Equatable {
    /// Bytes of a message, all fragments together.
    public var messageBytes: Int
    /// Fragments of a message.
    public var fragments: Int

    public init(messageBytes: Int = 16 * 1024 * 1024, fragments: Int = 1024) {
      self.messageBytes = messageBytes
      self.fragments = fragments
    }
  }

  public enum Event: Sendable, Equatable {
    case message(WebSocketMessage)
    /// The peer closes; no code when its frame was empty.
    case close(code: UInt16?, reason: [UInt8])
  }

  private struct Frame {
    var opcode: UInt8
    var isFinal: Bool
    var mask: UInt32
    var remaining: Int
    var offset = 0
    var isControl: Bool { opcode & 8 != 0 }
  }

  private let limits: Limits
  private var header: [UInt8] = []
  private var frame: Frame?
  private var control: [UInt8] = []
  private var message: [UInt8] = []
  /// 1 or 2 while a message is open.
  private var messageOpcode: UInt8 = 0
  private var fragments = 0
  private var text = UTF8Validator()

  public init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Bytes of an unfinished message that the parser holds.
  public var bufferedBytes: Int { message.count + control.count }

  /// Takes bytes until an event or their end.
  ///
  /// - Parameter consumed: Raised by the number of bytes taken; the rest is to be given again.
  /// - Throws: What the connection is to be closed with. The parser is not used afterwards.
  public mutating func parse(
    _ bytes: UnsafeRawBufferPointer, consumed: inout Int
  ) throws(WebSocketFailure) -> Event? {
    while true {
      if frame == nil {
        guard try takeHeader(bytes, &consumed) else { return nil }
      }
      try takePayload(bytes, &consumed)
      guard let current = frame, current.remaining == 0 else { return nil }
      frame = nil
      if let event = try finish(current) { return event }
    }
  }

  // MARK: Header

  private mutating func takeHeader(
    _ bytes: UnsafeRawBufferPointer, _ consumed: inout Int
  ) throws(WebSocketFailure) -> Bool {
    while true {
      let needed = headerLength
      if header.count == needed { break }
      guard consumed < bytes.count else { return false }
      header.append(bytes[consumed])
      consumed += 1
      if header.count == 2 { try checkStart() }
    }
    frame = try readHeader()
    header.removeAll(keepingCapacity: true)
    return true
  }

  private var headerLength: Int {
    guard header.count >= 2 else { return 2 }
    switch header[1] & 0x7F {
    case 126: return 8
    case 127: return 14
    default: return 6
    }
  }

  private func checkStart() throws(WebSocketFailure) {
    let opcode = header[0] & 0x0F
    guard header[0] & 0x70 == 0 else { throw WebSocketFailure(1002, "reserved bits are set") }
    guard header[1] & 0x80 != 0 else { throw WebSocketFailure(1002, "a frame is not masked") }
    switch opcode {
    case 0:
      guard messageOpcode != 0 else { throw WebSocketFailure(1002, "a continuation continues nothing") }
    case 1, 2:
      guard messageOpcode == 0 else { throw WebSocketFailure(1002, "a message begins inside another") }
    case 8, 9, 10:
      guard header[0] & 0x80 != 0 else { throw WebSocketFailure(1002, "a control frame is fragmented") }
      guard header[1] & 0x7F <= 125 else { throw WebSocketFailure(1002, "a control frame is too long") }
    default: throw WebSocketFailure(1002, "an opcode is not known")
    }
  }

  private mutating func readHeader() throws(WebSocketFailure) -> Frame {
    let short = header[1] & 0x7F
    var length = UInt64(short)
    if short >= 126 {
      length = header[2..<(header.count - 4)].reduce(0) { $0 << 8 | UInt64($1) }
      guard length > (short == 126 ? 125 : 0xFFFF), length >> 63 == 0 else {
        throw WebSocketFailure(1002, "a length is not in its shortest form")
      }
    }
    let opcode = header[0] & 0x0F
    if opcode & 8 == 0 {
      guard length <= UInt64(max(0, limits.messageBytes - message.count)) else {
        throw WebSocketFailure(1009, "the message is too big")
      }
      fragments += 1
      guard fragments <= limits.fragments else { throw WebSocketFailure(1009, "the message has too many fragments") }
      if opcode != 0 { messageOpcode = opcode }
    }
    var mask: UInt32 = 0
    for (index, byte) in header.suffix(4).enumerated() { mask |= UInt32(byte) << UInt32(8 * index) }
    return Frame(opcode: opcode, isFinal: header[0] & 0x80 != 0, mask: mask, remaining: Int(length))
  }

  // MARK: Payload

  private mutating func takePayload(
    _ bytes: UnsafeRawBufferPointer, _ consumed: inout Int
  ) throws(WebSocketFailure) {
    guard var current = frame, current.remaining > 0 else { return }
    let count = min(current.remaining, bytes.count - consumed)
    guard count > 0 else { return }
    let part = UnsafeRawBufferPointer(rebasing: bytes[consumed..<(consumed + count)])
    consumed += count
    if current.isControl {
      WebSocketFrameParser.append(part, to: &control, mask: current.mask, offset: current.offset)
    } else {
      let start = message.count
      WebSocketFrameParser.append(part, to: &message, mask: current.mask, offset: current.offset)
      if messageOpcode == 1 {
        let isText = message.withUnsafeBytes { text.accept(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        guard isText else { throw WebSocketFailure(1007, "a text message is not UTF-8") }
      }
    }
    current.remaining -= count
    current.offset = (current.offset + count) & 3
    frame = current
  }

  private static func append(
    _ part: UnsafeRawBufferPointer, to output: inout [UInt8], mask: UInt32, offset: Int
  ) {
    let start = output.count
    output.append(contentsOf: part)
    let turn = UInt32(8 * offset)
    let turned = turn == 0 ? mask : mask >> turn | mask << (32 - turn)
    let wide = UInt64(turned) << 32 | UInt64(turned)
    output.withUnsafeMutableBytes { room in
      var index = start
      while index + 8 <= room.count {
        let word = room.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        room.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
        index += 8
      }
      while index < room.count {
        room[index] ^= UInt8(truncatingIfNeeded: turned >> UInt32(8 * ((index - start) & 3)))
        index += 1
      }
    }
  }

  private mutating func finish(_ current: Frame) throws(WebSocketFailure) -> Event? {
    if current.isControl {
      let payload = control
      control = []
      switch current.opcode {
      case 9: return .message(.ping(payload))
      case 10: return .message(.pong(payload))
      default: return try WebSocketFrameParser.close(payload)
      }
    }
    guard current.isFinal else { return nil }
    let payload = message
    let opcode = messageOpcode
    let isComplete = text.isComplete
    message = []
    messageOpcode = 0
    fragments = 0
    text = UTF8Validator()
    if opcode == 2 { return .message(.binary(payload)) }
    guard isComplete else { throw WebSocketFailure(1007, "a text message is not UTF-8") }
    return .message(.text(payload))
  }

  private static func close(_ payload: [UInt8]) throws(WebSocketFailure) -> Event {
    if payload.isEmpty { return .close(code: nil, reason: []) }
    guard payload.count >= 2 else { throw WebSocketFailure(1002, "a close frame has half a code") }
    let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: break
    default: throw WebSocketFailure(1002, "a close code is not allowed")
    }
    let reason = Array(payload[2...])
    var validator = UTF8Validator()
    let isText = reason.withUnsafeBytes { validator.accept($0) } && validator.isComplete
    guard isText else { throw WebSocketFailure(1007, "a close reason is not UTF-8") }
    return .close(code: code, reason: reason)
  }
}
