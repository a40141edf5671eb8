/// Whether bytes are UTF-8 as Python decodes a request body: strict, except that halves of surrogate pairs pass.
enum UTF8Validity {
  case valid
  /// Well-formed but for surrogates encoded as three bytes.
  case withSurrogates
  case invalid

  static func check(_ bytes: RawSpan) -> UTF8Validity {
    let count = bytes.byteCount
    var index = 0
    var surrogates = false
    while index < count {
      if index &+ 8 <= count,
        bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index &+= 8
        continue
      }
      let lead = bytes[byte: index]
      if lead < 0x80 {
        index &+= 1
        continue
      }
      let length: Int
      var lowest: UInt8 = 0x80
      var highest: UInt8 = 0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0:
        length = 3
        lowest = 0xA0
      case 0xE1...0xEF: length = 3
      case 0xF0:
        length = 4
        lowest = 0x90
      case 0xF1...0xF3: length = 4
      case 0xF4:
        length = 4
        highest = 0x8F
      default: return .invalid
      }
      guard index + length <= count else { return .invalid }
      let second = bytes[byte: index + 1]
      guard lowest <= second, second <= highest else { return .invalid }
      if lead == 0xED, second >= 0xA0 { surrogates = true }
      var rest = 2
      while rest < length {
        guard bytes[byte: index + rest] & 0xC0 == 0x80 else { return .invalid }
        rest += 1
      }
      index += length
    }
    return surrogates ? .withSurrogates : .valid
  }
}

extension RawSpan {
  @inline(__always)
  subscript(byte offset: Int) -> UInt8 {
    unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
