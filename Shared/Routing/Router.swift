public import HTTP
public import Values

/// Answers by the route table: the route's handler, a redirect to the other slash form, 405 or 404 (contract §1.7).
public struct Router: Responder {
  /// Turns what a handler threw into an answer; the one place where errors get their words on the wire.
  public typealias ErrorMapping = @Sendable (any Error, Request) -> Response
  /// Looked at after a route was found and before its handler runs; a response ends the request there.
  public typealias Guard = @Sendable (Request) -> Response?

  private let table: RouteTable
  private let guards: [Guard]
  private let mapError: ErrorMapping
  private let clock: WallClock

  public init(
    _ table: RouteTable, guards: [Guard] = [], clock: WallClock = .system, mapError: @escaping ErrorMapping
  ) {
    self.table = table
    self.guards = guards
    self.clock = clock
    self.mapError = mapError
  }

  public func respond(to request: Request) async -> Response {
    let isWebSocket = request.isWebSocketUpgrade
    switch table.match(request.method, path: request.path, isWebSocket: isWebSocket) {
    case .route(let route, let parameters):
      for check in guards {
        if let answer = check(request) { return answer }
      }
      let context = RouteContext(
        request: request, parameters: parameters, pattern: route.pattern, arrival: clock.now())
      do {
        return try await route.handler(context)
      } catch {
        return mapError(error, request)
      }
    case .methodNotAllowed(let allowed):
      var response = Router.detail("Method Not Allowed", .methodNotAllowed)
      response.headers.add("allow", allowed.map(\.name).joined(separator: ", "))
      return response
    case .none:
      // An unknown WebSocket path is refused before the handshake, which clients see as 403 (contract §2.3).
      if isWebSocket { return Response(status: .forbidden) }
      return redirect(request) ?? Router.detail("Not Found", .notFound)
    }
  }

  /// The same address with a trailing slash added or all of them taken away, when a route knows that.
  private func redirect(_ request: Request) -> Response? {
    var other = request.path
    if other.hasSuffix("/") {
      while other.hasSuffix("/") { other.removeLast() }
    } else {
      other += "/"
    }
    guard !other.isEmpty, table.knows(path: other) else { return nil }
    var location = request.publicURL(other)
    if let query = request.query { location += "?\(query)" }
    return Response(status: .temporaryRedirect, headers: Headers([("location", location)]))
  }

  static func detail(_ text: StaticString, _ status: Status) -> Response {
    .json(Array(#"{"detail":"\#(text)"}"#.utf8), status: status)
  }
}
