internal import Configuration
internal import Crypto
internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store
internal import Values

/// What the server says of itself (contract §2.1 health … ready, admin, csrf-token).
struct MetaRoutes: Sendable {
  /// The version of the wire API.
  static let apiVersion = "0.8.4"

  let tokens: CSRFTokenRepository
  /// How long a CSRF token is good; nil while the protection is off.
  let tokenLifetime: Duration?
  /// All settings, secrets masked.
  let settings: RawJSON

  var routes: [Route] {
    [
      .get("/version") { _ in .json(writing: { $0.string(MetaRoutes.apiVersion) }) },
      .get("/hello") { _ in .json(writing: { $0.string("👋" as String) }) },
      .get("/admin/version") { _ in .json(writing: { $0.string(ProductVersion.prefect) }) },
      .get("/admin/settings") { _ in .json(writing: { $0.raw(settings) }) },
      .get("/csrf-token", csrfToken),
    ]
  }

  /// 422 is what clients expect where the protection is off (contract §D.1).
  private func csrfToken(_ context: RouteContext) async throws -> Response {
    let client = try context.query { $0.required("client", .string) }
    guard let tokenLifetime else { throw DomainError.unprocessable("CSRF protection is disabled.") }
    let token = Hex.encode(RandomBytes.make(32))
    return .json(try await tokens.issue(token, to: client, for: tokenLifetime))
  }
}
