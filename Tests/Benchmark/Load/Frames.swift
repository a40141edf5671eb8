/// WebSocket frames: a client's are masked, a server's are not.
enum Frame {
  static let text: UInt8 = 1
  static let close: UInt8 = 8
  static let ping: UInt8 = 9
  static let pong: UInt8 = 10

  /// One whole message, masked when `mask` is given.
  static func encode(_ opcode: UInt8, _ payload: some Collection<UInt8>, mask: [UInt8]?) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(payload.count + 14)
    frame.append(0x80 | opcode)
    let flag: UInt8 = mask == nil ? 0 : 0x80
    switch payload.count {
    case ..<126: frame.append(flag | UInt8(payload.count))
    case ..<65536:
      frame.append(flag | 126)
      frame.append(UInt8(payload.count >> 8))
      frame.append(UInt8(payload.count & 0xFF))
    default:
      frame.append(flag | 127)
      for shift in stride(from: 56, through: 0, by: -8) { frame.append(UInt8(payload.count >> shift & 0xFF)) }
    }
    guard let mask else {
      frame.append(contentsOf: payload)
      return frame
    }
    frame.append(contentsOf: mask)
    let start = frame.count
    frame.append(contentsOf: payload)
    frame.withUnsafeMutableBufferPointer { buffer in
      for index in start..<buffer.count { buffer[index] ^= mask[(index - start) & 3] }
    }
    return frame
  }

  /// The first frame in `bytes`: its opcode, its payload (unmasked), and how many bytes it takes; nil when it is not all there.
  static func decode(_ bytes: [UInt8], from start: Int) -> (opcode: UInt8, payload: [UInt8], size: Int)? {
    guard bytes.count >= start + 2 else { return nil }
    let masked = bytes[start + 1] & 0x80 != 0
    var length = Int(bytes[start + 1] & 0x7F)
    var head = 2
    if length >= 126 {
      let width = length == 126 ? 2 : 8
      guard bytes.count >= start + 2 + width else { return nil }
      length = bytes[(start + 2)..<(start + 2 + width)].reduce(0) { $0 << 8 | Int($1) }
      head += width
    }
    let mask = head
    if masked { head += 4 }
    guard bytes.count >= start + head + length else { return nil }
    let opcode = bytes[start] & 0x0F
    guard opcode >= Frame.close || !masked || length < 1024 else {
      return (opcode, [], head + length)  // the stub does not look into long messages
    }
    var payload = Array(bytes[(start + head)..<(start + head + length)])
    if masked {
      for index in payload.indices { payload[index] ^= bytes[start + mask + (index & 3)] }
    }
    return (opcode, payload, head + length)
  }
}
