/// The spelling of strings and numbers inside a text.
enum JSONText {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The offset of the first quote, backslash or control character at or behind `start`; the count if there is none.
  @inline(__always)
  static func firstSpecial(in bytes: RawSpan, from start: Int) -> Int {
    var offset = start
    let count = bytes.byteCount
    while offset &+ 8 <= count {
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let quotes = word ^ (ones &* 0x22)
      let slashes = word ^ (ones &* 0x5C)
      let found =
        ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes | (word &- ones &* 0x20) & ~word) & highs
      if found != 0 { return offset &+ UInt64(littleEndian: found).trailingZeroBitCount >> 3 }
      offset &+= 8
    }
    while offset < count {
      let byte = bytes[byte: offset]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C { return offset }
      offset &+= 1
    }
    return count
  }

  /// Four hexadecimal digits.
  static func hex(_ bytes: RawSpan, at offset: Int) -> UInt32? {
    var value: UInt32 = 0
    for index in offset..<offset + 4 {
      let byte = bytes[byte: index]
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x41 + 10)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x61 + 10)
      default: return nil
      }
    }
    return value
  }

  /// The characters of a validated string body; half a surrogate pair becomes U+FFFD.
  static func unescape(_ bytes: RawSpan, from start: Int, to end: Int) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(end - start)
    var offset = start
    while offset < end {
      let byte = bytes[byte: offset]
      if byte == 0xED, bytes[byte: offset + 1] >= 0xA0 {
        appendReplacement(to: &output)
        offset += 3
        continue
      }
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        offset += 1
        continue
      }
      let escape = bytes[byte: offset + 1]
      offset += 2
      switch escape {
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = hex(bytes, at: offset) ?? 0xFFFD
        offset += 4
        if scalar & 0xFC00 == 0xD800, offset + 6 <= end, bytes[byte: offset] == UInt8(ascii: "\\"),
          bytes[byte: offset + 1] == UInt8(ascii: "u"), let low = hex(bytes, at: offset + 2), low & 0xFC00 == 0xDC00
        {
          scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
          offset += 6
        }
        if let character = Unicode.Scalar(scalar) {
          output.append(contentsOf: UTF8.encode(character).unsafelyUnwrapped)
        } else {
          appendReplacement(to: &output)
        }
      default: output.append(escape)
      }
    }
    return output
  }

  private static func appendReplacement(to output: inout [UInt8]) {
    output.append(contentsOf: [0xEF, 0xBF, 0xBD])
  }

  /// The double nearest to a validated number; infinite beyond the range.
  static func double(_ bytes: RawSpan, from start: Int, to end: Int) -> Double {
    var text = ""
    text.reserveCapacity(end - start)
    for offset in start..<end { text.unicodeScalars.append(Unicode.Scalar(bytes[byte: offset])) }
    if let value = Double(text) { return value }
    return .nan
  }

  /// A validated integer, if 64 bits hold it.
  static func integer(_ bytes: RawSpan, from start: Int, to end: Int) -> Int64? {
    let isNegative = bytes[byte: start] == UInt8(ascii: "-")
    var value: Int64 = 0
    for offset in (isNegative ? start + 1 : start)..<end {
      let digit = Int64(bytes[byte: offset] &- UInt8(ascii: "0"))
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) =
        isNegative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }
}
