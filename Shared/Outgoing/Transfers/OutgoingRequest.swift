/// A request to a server outside. Its URL, headers and body may be secrets, so its description shows none of them.
public struct OutgoingRequest: Sendable, Hashable, CustomStringConvertible {
  /// A field of the head.
  public struct Header: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public var method: String
  /// Absolute, `http` or `https`; characters that a URL can't have are percent-encoded when it is sent.
  public var url: String
  public var headers: [Header]
  /// Nil for a request without a body, which differs from an empty one in its `Content-Length`.
  public var body: [UInt8]?
  public var verifiesCertificate: Bool
  /// Whether the host may resolve to an address that is not on the public internet.
  public var allowsPrivateAddresses: Bool
  /// Whether the proxies of the environment (`https_proxy`, `no_proxy` …) apply. They never apply where private addresses
  /// are refused, as the proxy and not this process would resolve the name.
  public var usesProxy: Bool

  public init(
    method: String, url: String, headers: [Header] = [], body: [UInt8]? = nil, verifiesCertificate: Bool = true,
    allowsPrivateAddresses: Bool = true, usesProxy: Bool = true
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.verifiesCertificate = verifiesCertificate
    self.allowsPrivateAddresses = allowsPrivateAddresses
    self.usesProxy = usesProxy
  }

  public var description: String { "OutgoingRequest(\(method))" }
}

/// What a server outside answered.
public struct OutgoingResponse: Sendable, Hashable {
  public var status: Int
  /// In the order in which they came, names as they were sent.
  public var headers: [OutgoingRequest.Header]
  /// At most as many bytes as the limits allow.
  public var body: [UInt8]
  /// Whether the body was longer; the rest was not read.
  public var isTruncated: Bool

  public init(status: Int, headers: [OutgoingRequest.Header] = [], body: [UInt8] = [], isTruncated: Bool = false) {
    self.status = status
    self.headers = headers
    self.body = body
    self.isTruncated = isTruncated
  }
}

/// What one request may cost.
public struct OutgoingLimits: Sendable, Hashable {
  /// How long resolving the name, connecting and the TLS handshake may take.
  public var connecting: Duration
  /// How long the request may take from its start to the last byte of the answer.
  public var whole: Duration
  /// Bytes of a response's body that are read.
  public var bodyBytes: Int
  /// Bytes of a response's head; a longer one fails the request.
  public var headBytes: Int

  public init(
    connecting: Duration = .seconds(5), whole: Duration = .seconds(30), bodyBytes: Int = 1 << 20,
    headBytes: Int = 1 << 16
  ) {
    self.connecting = connecting
    self.whole = whole
    self.bodyBytes = bodyBytes
    self.headBytes = headBytes
  }
}
