public import Values

/// The address at which a client reaches the server, and the client's own, from the headers of trusted proxies. Nil where a
/// header is missing or not valid.
///
/// Each proxy of a chain appends to a list. With n trusted proxies in a row at the end of the chain, the value used is the
/// n-th from the end: that of the outermost trusted proxy.
public struct ForwardedOrigin: Sendable, Equatable {
  /// `http` or `https`.
  public var scheme: String?
  /// The host, and the port where it is not the scheme's own.
  public var authority: String?
  /// The path that the proxies took away from the beginning of the request's path: empty, or `/` and segments.
  public var prefix = ""
  /// The address of the client, as the proxies wrote it.
  public var client: String?

  /// - Parameters:
  ///   - peer: The address that the connection comes from; unless it is trusted, nothing is believed.
  ///   - headers: `Forwarded` counts only where there is none of `X-Forwarded-For`, `-Proto` and `-Host`: proxies that
  ///     write these pass on a `Forwarded` of anybody.
  public init(peer: String, headers: Headers, trusted: TrustedProxies) {
    guard headers.fields.contains(where: { $0.name == "forwarded" || $0.name.hasPrefix("x-forwarded-") }),
      trusted.contains(peer)
    else { return }
    let fields = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"].map { headers.list($0) }
    let elements =
      fields.allSatisfy(\.isEmpty)
      ? ForwardedElement.elements(headers.values("forwarded").joined(separator: ",")) : []
    let (addresses, schemes, hosts) =
      elements.isEmpty
      ? (fields[0], fields[1], fields[2])
      : (elements.map { $0["for"] ?? "" }, elements.map { $0["proto"] ?? "" }, elements.map { $0["host"] ?? "" })
    let proxies = 1 + addresses.dropFirst().reversed().prefix { trusted.contains($0) }.count
    client = ForwardedOrigin.outermost(addresses, of: proxies).flatMap { IPAddress(peer: $0) == nil ? nil : $0 }
    scheme = ForwardedOrigin.outermost(schemes, of: proxies).flatMap(ForwardedOrigin.scheme)
    authority = ForwardedOrigin.outermost(hosts, of: proxies).flatMap { HostName.isValid($0) ? $0 : nil }
    prefix = ForwardedOrigin.prefix(headers.list("x-forwarded-prefix").suffix(proxies)) ?? ""
  }

  private static func outermost(_ values: [String], of proxies: Int) -> String? {
    values.suffix(proxies).first
  }

  private static func scheme(_ text: String) -> String? {
    switch text.lowercased() {
    case "http", "ws": "http"
    case "https", "wss": "https"
    default: nil
    }
  }

  /// What each proxy took away, one behind the other; nil when a value is no plain path. It is written into pages and
  /// scripts, so of what a path may hold only what needs no escaping anywhere is accepted.
  private static func prefix(_ values: ArraySlice<String>) -> String? {
    var prefix = ""
    for value in values {
      guard value.hasPrefix("/"), value.utf8.count <= 256, value.utf8.allSatisfy(isOfPath) else { return nil }
      var segments = value.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      if segments.last == "" { segments.removeLast() }
      guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { return nil }
      for segment in segments { prefix += "/" + segment }
    }
    return prefix
  }

  private static func isOfPath(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}

extension Headers {
  /// The items of a field whose values are lists, of all fields of that name, without the spaces around them.
  fileprivate func list(_ name: String) -> [String] {
    values(name).flatMap { $0.split(separator: ",") }
      .map { item in
        var item = item.drop { $0 == " " || $0 == "\t" }
        while item.last == " " || item.last == "\t" { item.removeLast() }
        return String(item)
      }
      .filter { !$0.isEmpty }
  }
}
