internal import Values

/// What may stand where a URL has its host: a name or an address, and perhaps a port (RFC 9110 §7.2).
enum HostName {
  private static let longest = 255

  /// Whether the text is a host, and neither empty nor anything that would end a URL's host early, such as a path or a user.
  static func isValid(_ text: String) -> Bool {
    guard text.utf8.count <= longest else { return false }
    if text.hasPrefix("[") {
      guard let end = text.lastIndex(of: "]") else { return false }
      let address = text[text.index(after: text.startIndex)..<end]
      return address.contains(":") && IPAddress(address) != nil && isPort(text[text.index(after: end)...])
    }
    let name = text.prefix { $0 != ":" }
    return !name.isEmpty && name.utf8.allSatisfy(isOfName) && isPort(text[name.endIndex...])
  }

  private static func isPort(_ text: Substring) -> Bool {
    guard !text.isEmpty else { return true }
    let digits = text.dropFirst()
    return text.first == ":" && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && (UInt16(digits).map { $0 > 0 } ?? false)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
