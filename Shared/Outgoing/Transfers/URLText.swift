internal import Values

/// The forms of text in URLs.
public enum URLText {
  /// Percent-encodes all bytes but the unreserved ones and those of `safe`.
  public static func quote(_ text: String, safe: String = "") -> String {
    PercentEncoding.encode(text.utf8, keeping: PercentEncoding.unreserved.union(safe.utf8))
  }

  /// Python's `unquote`: what is no percent-encoding stays, invalid UTF-8 becomes U+FFFD.
  public static func unquote(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(0x25) else { return text }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x25, index + 2 < bytes.count, let high = hexDigit(bytes[index + 1]),
        let low = hexDigit(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The name and value pairs of a form or query (`application/x-www-form-urlencoded`), as Python's `urlencode` writes them.
  public static func form(_ pairs: [(String, String)]) -> String {
    pairs.map { formText($0) + "=" + formText($1) }.joined(separator: "&")
  }

  private static func formText(_ text: String) -> String {
    text.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
      .map { PercentEncoding.encode($0) }
      .joined(separator: "+")
  }

  /// The URL as it goes on the wire: its path and query percent-encoded where needed as httpx does, its fragment left out.
  /// Percent-encodings that it has already stay. Nil if it is no absolute URL with a host.
  static func wireForm(_ url: String) -> (text: String, scheme: String)? {
    let url = Array(url.utf8)
    guard let colon = url.firstIndex(of: 0x3A), url[(colon + 1)...].starts(with: "//".utf8),
      url.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { return nil }
    let scheme = String(decoding: url[..<colon], as: UTF8.self).lowercased()
    var rest = url[(colon + 3)...]
    if let hash = rest.firstIndex(of: 0x23) { rest = rest[..<hash] }
    let authorityEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F } ?? rest.endIndex
    let authority = rest[..<authorityEnd]
    let host = authority.split(separator: 0x40, omittingEmptySubsequences: false).last ?? []
    guard !host.isEmpty, host.first != 0x3A, !authority.contains(0x20), !authority.contains(0x5C) else { return nil }
    let query = rest[authorityEnd...].firstIndex(of: 0x3F) ?? rest.endIndex
    var text = scheme + "://" + String(decoding: authority, as: UTF8.self)
    let path = rest[authorityEnd..<query]
    text += path.isEmpty ? "/" : encoded(path, unsafe: " \"#<>?`{}")
    if query < rest.endIndex { text += "?" + encoded(rest[(query + 1)...], unsafe: " \"#<>") }
    return (text, scheme)
  }

  private static func encoded(_ bytes: ArraySlice<UInt8>, unsafe: String) -> String {
    PercentEncoding.encode(bytes, keeping: Set(UInt8(0x21)..<0x7F).subtracting(unsafe.utf8))
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
