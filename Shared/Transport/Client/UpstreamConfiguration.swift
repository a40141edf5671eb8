/// The bounds and rhythms of the connections to one upstream.
public struct UpstreamConfiguration: Sendable {
  /// Connections kept open to each address.
  public var connectionsPerAddress = 1
  /// How often the name is looked up again.
  public var resolveInterval: Duration = .seconds(10)
  /// The least time between two look-ups, which failing connections ask for.
  public var resolvePause: Duration = .seconds(1)
  /// From the start of a connection to the peer's first SETTINGS.
  public var connectTimeout: Duration = .seconds(2)
  /// The pause after the first failed connection; it doubles with each further failure.
  public var backOff: Duration = .milliseconds(100)
  public var maximumBackOff: Duration = .seconds(5)
  /// A connection lost sooner than this counts as one that failed.
  public var stableAfter: Duration = .seconds(1)
  /// How often a connection is asked for a sign of life.
  public var pingInterval: Duration = .seconds(5)
  /// A connection silent for this long after a ping is given up.
  public var pingTimeout: Duration = .seconds(2)
  /// Requests that may wait for a free stream.
  public var maximumQueued = 1024
  /// Times a request is sent at most, the first one included.
  public var maximumAttempts = 3
  public var maximumResponseBytes = 64 << 20
  public var maximumResponseHeaderBytes = 64 << 10
  /// The flow-control window of a stream and of a connection.
  public var windowBytes = 1 << 20

  public init() {}
}
