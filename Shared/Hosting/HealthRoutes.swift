internal import HTTP
internal import Models
public import Routing

/// What every service says of itself: whether it lives, and whether it can work.
public struct HealthRoutes: Sendable {
  private let readiness: ServiceReadiness

  public init(readiness: ServiceReadiness) {
    self.readiness = readiness
  }

  /// - Parameter prefix: Where the routes stand; `/api` in the gateway.
  public func routes(prefix: String = "") -> [Route] {
    [
      .get("\(prefix)/health") { _ in .json(Array("true".utf8)) },
      .get("\(prefix)/ready") { [readiness] _ in HealthRoutes.ready(readiness.isReady) },
    ]
  }

  private static func ready(_ isReady: Bool) -> Response {
    guard isReady else {
      var response = Response.json(
        Array(#"{"message":"Database is not available"}"#.utf8), status: .serviceUnavailable)
      response.headers.add("retry-after", "1")
      return response
    }
    return .json(Array(#"{"message":"OK"}"#.utf8))
  }

  /// Answers 503 until the schema is there, so that no request meets a half-made database.
  public var gate: Router.Guard {
    { [readiness] request in
      guard !readiness.isMigrated, !request.path.hasSuffix("/health"), !request.path.hasSuffix("/ready") else {
        return nil
      }
      return .serviceUnavailable(retryAfter: 1)
    }
  }
}
