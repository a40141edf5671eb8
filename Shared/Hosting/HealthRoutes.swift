internal import HTTP
internal import Models
public import Observability
public import Routing

/// What every service says of itself: whether it lives, and whether it can work.
public struct HealthRoutes: Sendable {
  /// The paths of the routes.
  static let paths = ["/health", "/ready", "/metrics"]

  private let readiness: ServiceReadiness
  private let metrics: Metrics?

  /// - Parameter metrics: What `/metrics` tells; without it there is no such route.
  public init(readiness: ServiceReadiness, metrics: Metrics?) {
    self.readiness = readiness
    self.metrics = metrics
  }

  public func routes() -> [Route] {
    var routes: [Route] = [
      .get("/health") { _ in .json(Array("true".utf8)) },
      .get("/ready") { [readiness] _ in HealthRoutes.ready(readiness.isReady) },
    ]
    if let metrics {
      routes.append(
        .get("/metrics") { _ in
          Response(
            status: .ok, headers: Headers([("content-type", "text/plain; version=0.0.4; charset=utf-8")]),
            body: .bytes(metrics.render()))
        })
    }
    return routes
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
  ///
  /// A WebSocket is opened and closed again (1013): clients connect anew after that, but a handshake that is refused ends
  /// them.
  public static func gate(_ readiness: ServiceReadiness) -> Router.Guard {
    let open = paths + ["/version"]
    return { request in
      guard !readiness.isMigrated, !open.contains(where: request.decodedPath.hasSuffix) else { return nil }
      guard request.isWebSocketUpgrade else { return .serviceUnavailable(retryAfter: 1) }
      let subprotocol = request.webSocketSubprotocols.contains("prefect") ? "prefect" : nil
      let upgrade = WebSocketUpgrade(subprotocol: subprotocol) { socket in
        await socket.close(code: 1013, reason: "The server is starting")
      }
      return Response(status: .switchingProtocols, body: .webSocket(upgrade))
    }
  }
}
