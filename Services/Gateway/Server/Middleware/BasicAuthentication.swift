internal import Configuration
internal import Crypto
internal import HTTP
internal import Hosting

/// Lets in only who knows the auth string (contract §7.12). WebSockets ask for it themselves, in their first message.
struct BasicAuthentication: Responder {
  private let next: any Responder
  private let authString: Secret<String>
  private let basePath: String

  init(_ next: any Responder, authString: Secret<String>, basePath: String) {
    self.next = next
    self.authString = authString
    self.basePath = basePath
  }

  func respond(to request: Request) async -> Response {
    guard isExempt(request) || isAuthorized(request) else {
      return .exceptionMessage("Unauthorized", .unauthorized)
    }
    return await next.respond(to: request)
  }

  private func isExempt(_ request: Request) -> Bool {
    guard request.isWithin(basePath) else { return true }
    if request.isWebSocketUpgrade { return true }
    return request.method == .get
      && ["\(basePath)/health", "\(basePath)/ready"].contains(request.decodedPath)
  }

  private func isAuthorized(_ request: Request) -> Bool {
    guard let header = request.headers["authorization"], header.hasPrefix("Basic "),
      let decoded = Base64.decode(String(header.dropFirst(6)))
    else { return false }
    return ConstantTime.equal(decoded, Array(authString.reveal().utf8))
  }
}
