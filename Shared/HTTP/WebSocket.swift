/// What the server answers to a handshake that it accepts.
public struct WebSocketUpgrade: Sendable {
  /// The subprotocol to echo, one of those that the client offered; nil for none.
  public let subprotocol: String?
  /// Runs the conversation; when it returns, the socket is closed normally (1000) unless it was closed already.
  public let run: @Sendable (any WebSocket) async -> Void

  public init(subprotocol: String?, run: @escaping @Sendable (any WebSocket) async -> Void) {
    self.subprotocol = subprotocol
    self.run = run
  }
}

/// One message, its fragments put together (RFC 6455 §5.4).
public enum WebSocketMessage: Sendable, Equatable {
  case text([UInt8])
  case binary([UInt8])
  /// A ping that the handler has to answer with `pong`, when the answer promises something (contract §2.3).
  case ping([UInt8])
  case pong([UInt8])
}

/// An open WebSocket, used by one task.
public protocol WebSocket: Sendable {
  /// The next message, nil when the peer has closed or is gone. While nobody asks, no more than a bounded number of
  /// bytes is read from the peer. Pings arrive here only after `answersPings(false)`.
  func receive() async -> WebSocketMessage?
  /// Queues a text message; waits while more is queued than the connection's bound. Throws when the peer is gone.
  func send(text: [UInt8]) async throws
  func send(pong: [UInt8]) async throws
  /// Starts the closing handshake; the reason is cut to the 123 bytes that fit.
  func close(code: UInt16, reason: String) async
  /// Whether the transport answers pings by itself (it does at first).
  func answersPings(_ automatically: Bool) async
}
