internal import HTTP

/// Takes the scheme from a proxy on this host that ends TLS, so that redirects lead back to where the client came from.
struct ForwardedScheme: Responder {
  private static let trusted: Set<String> = ["127.0.0.1"]

  private let next: any Responder

  init(_ next: any Responder) {
    self.next = next
  }

  func respond(to request: Request) async -> Response {
    guard let scheme = request.headers["x-forwarded-proto"], scheme == "http" || scheme == "https",
      ForwardedScheme.trusted.contains(String(request.peer.prefix { $0 != ":" }))
    else { return await next.respond(to: request) }
    var request = request
    request.scheme = scheme
    return await next.respond(to: request)
  }
}
