/// Header fields' bytes as text.
public enum FieldText {
  /// A field name in lower case.
  public static func name(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count) { room in
      for index in 0..<bytes.count { room[index] = bytes[index].lowercasedASCII }
      return bytes.count
    }
  }

  /// A field value without the blanks around it: UTF-8, or what is not as Latin-1.
  public static func value(_ bytes: UnsafeRawBufferPointer) -> String {
    var start = 0
    var end = bytes.count
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    let slice = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    if isASCII(slice) { return String(decoding: slice, as: UTF8.self) }
    if let text = String(validating: slice, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(slice.map { Unicode.Scalar($0) }))
  }

  /// Whether a byte may stand in a token, as methods and field names are (RFC 9110 §5.6.2).
  static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index + 8 <= bytes.count {
      if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
      index += 8
    }
    while index < bytes.count {
      if bytes[index] >= 0x80 { return false }
      index += 1
    }
    return true
  }
}
