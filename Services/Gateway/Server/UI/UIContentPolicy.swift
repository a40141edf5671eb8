internal import HTTP

/// The Content-Security-Policy of the pages: they call the API and nobody else, so that no tracker in them reports to its
/// maker. Images, styles and links are left alone: what users write may name them anywhere.
struct UIContentPolicy: Sendable {
  static let field = "content-security-policy"
  /// Where the first interface sends an address that its user types into the invitation to the makers' community.
  private static let invitation = "https://getform.io"

  /// Whether the pages show that invitation.
  let showsPromotion: Bool

  /// - Parameter api: The address of the API that the page is told.
  func text(_ version: UIVersion, api: String) -> String {
    var targets = ["'self'", "data:", "blob:"]
    if let (scheme, authority) = UIContentPolicy.origin(of: api) {
      targets += ["\(scheme)://\(authority)", "\(scheme == "https" ? "wss" : "ws")://\(authority)"]
    }
    if showsPromotion, version == .v1 { targets.append(UIContentPolicy.invitation) }
    return "connect-src \(targets.joined(separator: " ")); "
      + "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:"
  }

  /// Nil for a path on the page's own origin, and for an authority that would not stay one item of the policy.
  private static func origin(of address: String) -> (scheme: Substring, authority: Substring)? {
    guard let mark = address.firstRange(of: "://") else { return nil }
    let authority = address[mark.upperBound...].prefix { $0 != "/" }
    let isPlain = authority.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:[]".contains($0)) }
    guard isPlain, !authority.isEmpty else { return nil }
    return (address[..<mark.lowerBound], authority)
  }
}
