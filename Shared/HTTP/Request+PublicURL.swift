extension Request {
  /// The request as its client sent it, by the word of the proxies on the way.
  public func seen(from origin: ForwardedOrigin) -> Request {
    var request = self
    if let scheme = origin.scheme { request.scheme = scheme }
    if let authority = origin.authority { request.authority = authority }
    if let client = origin.client { request.peer = client }
    request.prefix = origin.prefix
    return request
  }

  /// A path of this server as clients ask for it. One that begins with the proxies' prefix already was not shortened by
  /// them: the server itself is configured to answer below it.
  public func publicPath(_ path: String) -> String {
    prefix.isEmpty || path == prefix || path.hasPrefix(prefix + "/") ? path : prefix + path
  }

  /// The absolute address of a path of this server, as clients ask for it; the path alone for a client that named no host.
  ///
  /// - Parameter path: Percent-encoded, with a slash at the beginning; a query may follow.
  public func publicURL(_ path: String) -> String {
    authority.isEmpty ? publicPath(path) : "\(scheme)://\(authority)\(publicPath(path))"
  }
}
