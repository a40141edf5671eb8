public import HTTP

/// One operation of an API: a method, a path pattern and what answers.
public struct Route: Sendable {
  /// What answers; an error it throws becomes a response by the router's `ErrorMapping`.
  public typealias Handler = @Sendable (RouteContext) async throws -> Response

  /// The method; WebSocket routes are GET with a handshake and live in a table of their own.
  public let method: Method
  /// Segments separated by `/`; `{name}` takes any segment, `{name:uuid}` only the text of a UUID.
  public let pattern: String
  public let isWebSocket: Bool
  public let handler: Handler

  public init(_ method: Method, _ pattern: String, isWebSocket: Bool = false, handler: @escaping Handler) {
    self.method = method
    self.pattern = pattern
    self.isWebSocket = isWebSocket
    self.handler = handler
  }

  public static func get(_ pattern: String, _ handler: @escaping Handler) -> Route {
    Route(.get, pattern, handler: handler)
  }

  public static func post(_ pattern: String, _ handler: @escaping Handler) -> Route {
    Route(.post, pattern, handler: handler)
  }

  public static func put(_ pattern: String, _ handler: @escaping Handler) -> Route {
    Route(.put, pattern, handler: handler)
  }

  public static func patch(_ pattern: String, _ handler: @escaping Handler) -> Route {
    Route(.patch, pattern, handler: handler)
  }

  public static func delete(_ pattern: String, _ handler: @escaping Handler) -> Route {
    Route(.delete, pattern, handler: handler)
  }

  public static func webSocket(_ pattern: String, _ handler: @escaping Handler) -> Route {
    Route(.get, pattern, isWebSocket: true, handler: handler)
  }

  /// The same route under a prefix.
  public func mounted(at prefix: String) -> Route {
    Route(method, prefix + pattern, isWebSocket: isWebSocket, handler: handler)
  }
}
