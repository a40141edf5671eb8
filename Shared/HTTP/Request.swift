public import Values

/// A request whose body has arrived whole, the same for HTTP/1.1 and HTTP/2.
public struct Request: Sendable {
  public var method: Method
  /// The path as it was sent, percent-encoded, without the query; starts with `/`.
  public var path: String
  /// What follows the question mark, percent-encoded, without it; nil when there was none.
  public var query: String?
  /// `http` or `https`.
  public var scheme: String
  /// The Host field or `:authority`; empty when there was none.
  public var authority: String
  /// What a proxy took away from the beginning of the path that its client asked for; empty when nothing.
  public var prefix = ""
  public var headers: Headers
  public var body: [UInt8]
  /// The client's address in text, for the log.
  public var peer: String
  /// Names the request in logs, in the answer and to the services behind the gateway.
  public var id: UUID

  public init(
    method: Method, path: String, query: String? = nil, scheme: String = "http",
    authority: String = "", headers: Headers = Headers(), body: [UInt8] = [], peer: String = "",
    id: UUID = .random()
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.scheme = scheme
    self.authority = authority
    self.headers = headers
    self.body = body
    self.peer = peer
    self.id = id
  }
}
