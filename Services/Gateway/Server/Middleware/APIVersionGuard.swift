internal import HTTP
internal import Hosting
internal import Orchestration

/// Refuses clients of a wire API that is too old, or that spell its version wrong (contract §7.1).
struct APIVersionGuard: Sendable {
  private static let oldest = Version(0, 8, 0)
  private let exempt: Set<String>

  init(basePath: String) {
    exempt = ["\(basePath)/health", "\(basePath)/version"]
  }

  func check(_ request: Request) -> Response? {
    guard let text = request.headers["x-prefect-api-version"], !text.isEmpty, !exempt.contains(request.decodedPath),
      !request.isWebSocketUpgrade
    else { return nil }
    guard let version = Version(text) else {
      return .detail(
        "Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received \(text)",
        .badRequest)
    }
    guard version >= APIVersionGuard.oldest else {
      return .detail(
        "The request specified API version \(text) but this server requires version 0.8.0 or higher.", .badRequest)
    }
    return nil
  }
}
