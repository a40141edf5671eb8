import HTTP
import Observability
import Reactor
import Transport

/// Runs a server on its own loop and an ephemeral port for the time of `body`.
func withServer<R>(
  limits: ConnectionLimits = .patient, tls: TLSConfiguration? = nil,
  respond: @escaping @Sendable (Request) async -> Response,
  _ body: (HTTPServer) async throws -> R
) async throws -> R {
  let loop = try EventLoop(name: "test")
  loop.start()
  let server = HTTPServer(
    loop: loop, configuration: ListenConfiguration(port: 0, tls: tls, limits: limits),
    responder: ClosureResponder(respond), logger: .silent)
  try await server.start()
  let result: R
  do {
    result = try await body(server)
  } catch {
    await server.drain(within: .zero)
    loop.stop()
    throw error
  }
  await server.drain(within: .zero)
  loop.stop()
  return result
}

/// Answers with what came: method, path, query and body.
@Sendable func echo(_ request: Request) async -> Response {
  let line = "\(request.method) \(request.path) \(request.query ?? "-") "
  return Response(status: .ok, body: .bytes(Array(line.utf8) + request.body))
}

extension ConnectionLimits {
  /// Limits whose times no test reaches unless it shortens them, however busy the machine is.
  static var patient: ConnectionLimits {
    var limits = ConnectionLimits()
    limits.headTimeout = .seconds(600)
    limits.bodyTimeout = .seconds(600)
    limits.idleTimeout = .seconds(600)
    limits.handshakeTimeout = .seconds(600)
    limits.writeTimeout = .seconds(600)
    limits.webSocketPingInterval = nil
    limits.webSocketCloseTimeout = .seconds(600)
    return limits
  }
}
