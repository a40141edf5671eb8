/// The grammar of a Host field and of `:authority`: a host and perhaps a port (RFC 3986 §3.2), without a user.
///
/// Answers repeat it, in redirects and links, so what is no authority is refused before a handler sees it.
public enum Authority {
  /// Whether a text is one. An empty text is: a request may name no host.
  public static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)[...]
    guard let first = bytes.first else { return true }
    let host: ArraySlice<UInt8>
    if first == UInt8(ascii: "[") {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let address = bytes[1..<end]
      guard !address.isEmpty, address.allSatisfy(isAddressByte) else { return false }
      host = bytes[...end]
    } else {
      host = bytes.prefix { $0 != UInt8(ascii: ":") }
      guard isRegisteredName(host) else { return false }
    }
    return isPort(bytes[host.endIndex...])
  }

  /// Of an IPv6 address, with an IPv4 address at its end perhaps.
  private static func isAddressByte(_ byte: UInt8) -> Bool {
    isHexDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }

  private static func isRegisteredName(_ host: ArraySlice<UInt8>) -> Bool {
    guard !host.isEmpty else { return false }
    var index = host.startIndex
    while index < host.endIndex {
      if host[index] == UInt8(ascii: "%") {
        guard index + 2 < host.endIndex, isHexDigit(host[index + 1]), isHexDigit(host[index + 2]) else { return false }
        index += 3
      } else {
        guard isNameByte(host[index]) else { return false }
        index += 1
      }
    }
    return true
  }

  /// Unreserved characters and delimiters (RFC 3986 §2).
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "-._~!$&'()*+,;=".utf8.contains(byte)
    }
  }

  /// Nothing, or a colon and a number that is a port; a colon alone stands for the scheme's port.
  private static func isPort(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let colon = rest.first else { return true }
    let digits = rest.dropFirst()
    guard colon == UInt8(ascii: ":"), digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
      return false
    }
    return digits.isEmpty || (Int(String(decoding: digits, as: UTF8.self)).map { $0 <= 65535 } ?? false)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
      UInt8(ascii: "a")...UInt8(ascii: "f"):
      true
    default: false
    }
  }
}

extension RequestRefusal {
  /// Refuses a text that is no authority.
  ///
  /// - Returns: The same text.
  public static func checkedAuthority(_ text: String) throws(RequestRefusal) -> String {
    guard Authority.isValid(text) else {
      throw RequestRefusal(.badRequest, "The request's Host field or authority is not a host with an optional port.")
    }
    return text
  }
}
