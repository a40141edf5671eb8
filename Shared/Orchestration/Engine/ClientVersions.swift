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
    var rest = text.utf8[...]
    guard let major = Version.part(of: &rest, endsWith: .dot), let minor = Version.part(of: &rest, endsWith: .dot),
      let patch = Version.part(of: &rest, endsWith: .end)
    else { return nil }
    self.init(major, minor, patch)
  }

  private enum End { case dot, end }

  /// Takes one part and what ends it. Every request bears versions, so this makes no strings of them.
  private static func part<Text: Collection<UInt8>>(of text: inout Text, endsWith end: End) -> Int?
  where Text.SubSequence == Text {
    let sign = text.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { text = text.dropFirst() }
    guard let first = text.first, isDigit(first) else { return nil }
    var number = 0
    while let digit = text.first, isDigit(digit) {
      let (shifted, isTooGreat) = number.multipliedReportingOverflow(by: 10)
      let (sum, isGreater) = shifted.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !isTooGreat, !isGreater else { return nil }
      number = sum
      text = text.dropFirst()
    }
    switch end {
    case .end: guard text.isEmpty else { return nil }
    case .dot:
      guard text.first == UInt8(ascii: ".") else { return nil }
      text = text.dropFirst()
    }
    return sign == UInt8(ascii: "-") ? -number : number
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  public static func < (left: Version, right: Version) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}
