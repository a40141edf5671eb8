/// What a client says of itself (contract §3.1, §7.1); nil where it says nothing.
public struct ClientVersions: Sendable, Hashable {
  /// The wire API, from `X-PREFECT-API-VERSION`.
  public var api: Version?
  /// The client's package, from `User-Agent`.
  public var client: Version?

  public init(api: Version? = nil, client: Version? = nil) {
    self.api = api
    self.client = client
  }

  /// Whether the wire API is at least of a version; a client that doesn't say counts as new.
  func speaks(_ major: Int, _ minor: Int, _ patch: Int) -> Bool {
    api.map { $0 >= Version(major, minor, patch) } ?? true
  }
}

/// Three numbers; what follows them in a package version does not matter here.
public struct Version: Sendable, Hashable, Comparable {
  public var major: Int
  public var minor: Int
  public var patch: Int

  public init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads exactly `x.y.z`; a part may be negative, which is merely old.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2] else { return nil }
    self.init(major, minor, patch)
  }

  public static func < (left: Version, right: Version) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}
