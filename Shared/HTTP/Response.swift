/// An answer to a request.
///
/// The transport adds `content-length`, `date` and what its protocol version demands.
public struct Response: Sendable {
  public enum Body: Sendable {
    case empty
    case bytes([UInt8])
    /// Bytes whose number is not known beforehand; the closure writes them and returns at the end. The writer suspends
    /// while the peer is slow. An error breaks the connection (HTTP/1.1) or resets the stream (HTTP/2).
    case stream(@Sendable (any BodyWriter) async throws -> Void)
    /// The connection becomes a WebSocket after a 101 (or, over HTTP/2, 200; RFC 8441) and is given to the handler.
    case webSocket(WebSocketUpgrade)
  }

  public var status: Status
  public var headers: Headers
  public var body: Body

  public init(status: Status, headers: Headers = Headers(), body: Body = .empty) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer with a JSON body.
  public static func json(_ bytes: [UInt8], status: Status = .ok) -> Response {
    Response(status: status, headers: Headers([("content-type", "application/json")]), body: .bytes(bytes))
  }

  public static func noContent() -> Response { Response(status: .noContent) }
}

/// Where a streamed body goes.
public protocol BodyWriter: Sendable {
  /// Hands bytes over, and waits while more is queued than the connection's bound.
  func write(_ bytes: [UInt8]) async throws
}

/// What answers requests: a route table, a middleware around another responder, a test's closure.
public protocol Responder: Sendable {
  /// Never throws: an error becomes a response at the place that knows the wire's words for it.
  func respond(to request: Request) async -> Response
}

/// A responder from a closure.
public struct ClosureResponder: Responder {
  private let closure: @Sendable (Request) async -> Response

  public init(_ closure: @escaping @Sendable (Request) async -> Response) {
    self.closure = closure
  }

  public func respond(to request: Request) async -> Response {
    await closure(request)
  }
}
