internal import Glibc

/// An IPv4 or IPv6 address. An IPv4 address that is mapped into IPv6 (`::ffff:192.0.2.1`) equals the IPv4 address.
public struct IPAddress: Sendable, Hashable {
  private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

  /// In network order: 4 for IPv4, 16 for IPv6.
  public let bytes: [UInt8]

  /// - Parameter bytes: 4 or 16.
  init(bytes: [UInt8]) {
    let isMapped = bytes.count == 16 && bytes.starts(with: IPAddress.mappedPrefix)
    self.bytes = isMapped ? Array(bytes[12...]) : bytes
  }

  /// Reads `192.0.2.1` or `2001:db8::1`, without brackets, port or zone.
  public init?(_ text: some StringProtocol) {
    guard let bytes = IPAddress.parse(text) else { return nil }
    self.init(bytes: bytes)
  }

  /// Reads the address of a peer: with a port behind it or without, in brackets or not; a zone (`%eth0`) is left out.
  public init?(peer text: some StringProtocol) {
    var host = text[...]
    if host.first == "[" {
      guard let end = host.lastIndex(of: "]"), IPAddress.isPort(host[host.index(after: end)...]) else { return nil }
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":"), colon == host.lastIndex(of: ":") {
      guard IPAddress.isPort(host[colon...]) else { return nil }
      host = host[..<colon]
    }
    self.init(host.prefix { $0 != "%" })
  }

  static func parse(_ text: some StringProtocol) -> [UInt8]? {
    let text = String(text)
    // A zero byte would end the text for the parser, not for the reader.
    guard !text.utf8.contains(0) else { return nil }
    let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
    var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }

  private static func isPort(_ text: some StringProtocol) -> Bool {
    text.isEmpty || (text.first == ":" && UInt16(text.dropFirst()) != nil)
  }
}
