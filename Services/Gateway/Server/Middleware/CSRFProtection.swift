internal import Crypto
internal import HTTP
internal import Hosting
internal import Store

/// Refuses changing requests that do not show the token that their client was given (contract §7.12). Outermost: what is
/// refused here has no CORS headers but the one that lets a page read why.
struct CSRFProtection: Responder {
  private static let changing: Set<Method> = [.post, .put, .patch, .delete]

  private let next: any Responder
  private let tokens: CSRFTokenRepository
  private let errors: ErrorResponses

  init(_ next: any Responder, tokens: CSRFTokenRepository, errors: ErrorResponses) {
    self.next = next
    self.tokens = tokens
    self.errors = errors
  }

  func respond(to request: Request) async -> Response {
    guard CSRFProtection.changing.contains(request.method) else { return await next.respond(to: request) }
    guard let shown = request.headers["prefect-csrf-token"] else { return .detail("Missing CSRF token.", .forbidden) }
    guard let client = request.headers["prefect-csrf-client"] else {
      return .detail("Missing client identifier.", .forbidden)
    }
    do {
      guard let token = try await tokens.token(of: client), ConstantTime.equal(token, shown) else {
        var response = Response.detail("Invalid CSRF token or client identifier.", .forbidden)
        response.headers.add("access-control-allow-origin", "*")
        return response
      }
    } catch {
      return errors.response(for: error, to: request)
    }
    return await next.respond(to: request)
  }
}
