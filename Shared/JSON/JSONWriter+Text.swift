/// How strings and numbers are spelled.
extension JSONWriter {
  mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>) {
    let span = text.span.bytes
    let count = span.byteCount
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    while true {
      let special = JSONText.firstSpecial(in: span, from: start)
      if special > start { bytes.append(contentsOf: text[start..<special]) }
      guard special < count else { break }
      appendEscape(text[special])
      start = special + 1
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x22, 0x5C: bytes.append(byte)
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(byte >> 4 + UInt8(ascii: "0"))
      let low = byte & 0xF
      bytes.append(low < 10 ? low + UInt8(ascii: "0") : low - 10 + UInt8(ascii: "a"))
    }
  }

  mutating func appendDecimal(_ value: Int64) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    if rest < 10 {
      bytes.append(UInt8(truncatingIfNeeded: rest) + UInt8(ascii: "0"))
      return
    }
    let first = bytes.count
    while rest > 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      bytes.append(UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0"))
      rest = quotient
    }
    bytes[first...].reverse()
  }

  /// The shortest digits that read back as the same double, in Python's layout: plain from 1e-4 up to 1e16.
  mutating func appendDouble(_ value: Double) {
    if value == 0 {
      bytes.append(contentsOf: value.sign == .minus ? "-0.0".utf8 : "0.0".utf8)
      return
    }
    // Swift's description has the same shortest digits; only from 2^54 on is its layout another.
    var text = value.description
    let magnitude = value.magnitude
    guard magnitude >= 9_007_199_254_740_992, magnitude < 1e16 else {
      text.withUTF8 { bytes.append(contentsOf: $0) }
      return
    }
    appendDecimal(Int64(value))
    bytes.append(contentsOf: ".0".utf8)
  }
}
