public import HTTP

/// What one server takes from its peers. Everything that grows with what a peer does has a bound here.
public struct ConnectionLimits: Sendable {
  /// How large one request may be, in bytes and fields: 431, 414 and 413 answer what exceeds it.
  public var request = RequestLimits()
  /// Bytes of unfinished and unanswered requests that a server holds for all its connections; what would exceed it is
  /// answered with 503.
  public var bufferedRequestBytes = 256 * 1024 * 1024
  /// Open connections of a server. One more is accepted, answered with 503 and closed, so that its peer knows why.
  public var connections = 10_000
  /// Requests on one HTTP/1.1 or HTTP/2 connection before it is closed in good order; 0 for no bound.
  public var requestsPerConnection = 0

  /// Time from the opening of a connection, or the first byte of a later request, to the end of the request's head.
  /// Then HTTP/1.1 is answered with 408.
  public var headTimeout = Duration.seconds(20)
  /// Time from the end of a request's head to the end of its body; then 408.
  public var bodyTimeout = Duration.seconds(120)
  /// Time that a connection may be without a request, or on HTTP/2 a ping of its peer; then it is closed.
  public var idleTimeout = Duration.seconds(75)
  /// Time of a TLS handshake; then the connection is closed.
  public var handshakeTimeout = Duration.seconds(10)
  /// Time in which a peer takes none of the bytes that wait for it; then the connection is dropped.
  public var writeTimeout = Duration.seconds(30)
  /// Time for which bytes of a refused request are read and thrown away, so that the peer gets to read the answer.
  public var lingerTimeout = Duration.seconds(2)

  /// Bytes that wait for a peer before streamed bodies and WebSocket sends wait, and no more requests are read.
  public var queuedResponseBytes = 256 * 1024

  /// Streams that a peer may have open at once on an HTTP/2 connection.
  public var concurrentStreams = 256
  /// HTTP/2 frames without use (resets, pings, settings, priorities, empty data, streams refused for an error of the
  /// peer's) that a connection may spend at once; more closes it with ENHANCE_YOUR_CALM.
  public var wastedFrames = 1000
  /// How many of them come back each second.
  public var wastedFramesPerSecond = 50
  /// SETTINGS entries in one frame.
  public var settingsPerFrame = 32

  /// Bytes of one WebSocket message, all fragments together; more closes with 1009.
  public var webSocketMessageBytes = 16 * 1024 * 1024
  /// Fragments of one WebSocket message; more closes with 1009.
  public var webSocketFragments = 1024
  /// Bytes of received WebSocket messages that wait for the handler before the socket is read no more. One message may
  /// exceed it.
  public var webSocketReceiveBytes = 256 * 1024
  /// Time between the server's own pings; nil for none.
  public var webSocketPingInterval: Duration? = .seconds(20)
  /// Time for a peer's answer to a ping; then the connection is dropped.
  public var webSocketPingTimeout = Duration.seconds(20)
  /// Time for a peer's answer to a close frame.
  public var webSocketCloseTimeout = Duration.seconds(5)

  public init() {}
}
