/// The proxies whose `X-Forwarded-…` and `Forwarded` headers are trusted.
public enum TrustedProxies: Sendable, Hashable {
  /// Every peer.
  case everyone
  case networks([IPNetwork])

  /// Reads addresses and networks; `*` stands for everyone, `none` for nobody. Nil when an item is neither.
  public init?(_ items: [String]) {
    if items == ["none"] {
      self = .networks([])
      return
    }
    if items.contains("*") {
      guard items == ["*"] else { return nil }
      self = .everyone
      return
    }
    let networks = items.map { IPNetwork($0) }
    guard !items.isEmpty, !networks.contains(nil) else { return nil }
    self = .networks(networks.compactMap { $0 })
  }

  /// - Parameter peer: An address, with a port or without; nobody trusts a text that is none, unless everyone is trusted.
  public func contains(_ peer: some StringProtocol) -> Bool {
    switch self {
    case .everyone: true
    case .networks(let networks):
      IPAddress(peer: peer).map { address in networks.contains { $0.contains(address) } } ?? false
    }
  }
}
