internal import HTTP
internal import Values

/// Takes from trusted proxies how their client reached them, so that every address in an answer leads back there, and who
/// the client is, for the log.
struct ProxyHeaders: Responder {
  private let next: any Responder
  private let trusted: TrustedProxies

  init(_ next: any Responder, trusted: TrustedProxies) {
    self.next = next
    self.trusted = trusted
  }

  func respond(to request: Request) async -> Response {
    let origin = ForwardedOrigin(peer: request.peer, headers: request.headers, trusted: trusted)
    return await next.respond(to: request.seen(from: origin))
  }
}
