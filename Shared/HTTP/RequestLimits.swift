/// How large one request may be.
public struct RequestLimits: Sendable, Equatable {
  /// Bytes of the request target; more is answered with 414. Prefect's client can send as many as the default.
  public var targetBytes = 64 * 1024
  /// Bytes of the request line and all header fields together; more is answered with 431.
  public var headBytes = 96 * 1024
  /// Number of header fields; more is answered with 431.
  public var fieldCount = 100
  /// Bytes of the body; more is answered with 413.
  public var bodyBytes = 32 * 1024 * 1024

  public init() {}
}
