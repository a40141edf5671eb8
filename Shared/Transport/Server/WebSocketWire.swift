internal import HTTP
internal import Reactor

/// A connection that has become a WebSocket (RFC 6455).
///
/// `@unchecked Sendable` by way of the connection: touched on its loop only.
final class WebSocketWire: Wire, WebSocketCarrier {
  private let connection: ServerConnection
  private(set) var session: WebSocketSession?

  init(connection: ServerConnection) {
    self.connection = connection
  }

  /// Makes the session. It holds the wire, and the wire it, until the connection is closed.
  func open() -> WebSocketSession {
    let made = WebSocketSession(carrier: self, limits: connection.server.limits)
    session = made
    return made
  }

  // MARK: Wire

  func receive(_ bytes: UnsafeRawBufferPointer) { session?.received(bytes) }

  func peerEnded() { connection.close() }

  func fillOutput() {}

  func outputDrained() { session?.outputDrained() }

  func deadlinePassed() { session?.deadlinePassed() }

  func drain() { session?.startClosing(code: 1012, reason: "") }

  func connectionClosed() {
    session?.ended()
    session = nil
  }

  // MARK: Carrier

  var loop: EventLoop { connection.loop }
  var isCongested: Bool { connection.isCongested }

  func write(_ body: (inout [UInt8]) -> Void) { connection.write(body) }

  func whenWritable(_ continuation: UnsafeContinuation<Void, any Error>) { connection.whenWritable(continuation) }

  func setReading(_ reading: Bool) { connection.setReading(reading) }

  func setDeadline(_ moment: Int64) { connection.setDeadline(moment) }

  func endAfterFlush() { connection.closeAfterFlush(lingering: true) }
}
