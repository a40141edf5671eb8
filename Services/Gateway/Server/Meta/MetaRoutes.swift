internal import Configuration
internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing

/// What the server says of itself (contract §2.1 health … ready, admin, csrf-token).
struct MetaRoutes: Sendable {
  /// The version of the wire API.
  static let apiVersion = "0.8.4"

  var routes: [Route] {
    [
      .get("/version") { _ in .json(writing: { $0.string(MetaRoutes.apiVersion) }) },
      .get("/hello") { _ in .json(writing: { $0.string("👋" as String) }) },
      .get("/admin/version") { _ in .json(writing: { $0.string(ProductVersion.prefect) }) },
      .get("/csrf-token", csrfToken),
    ]
  }

  /// 422 is what clients expect where the protection is off (contract §D.1).
  private func csrfToken(_ context: RouteContext) throws -> Response {
    _ = try context.query { $0.required("client", .string) }
    throw DomainError.unprocessable("CSRF protection is disabled.")
  }
}
