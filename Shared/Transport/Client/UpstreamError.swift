/// Why a request to another service has no answer.
public enum UpstreamError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No address is known, or none of them has a healthy connection. Nothing was sent.
  case unavailable
  /// The request's time was over.
  case deadline
  /// As many requests wait already as may. Nothing was sent.
  case overloaded
  /// The connection broke after the request was sent; whether it took effect is not known.
  case connectionLost
  /// The peer reset the stream, broke the protocol or exceeded a bound.
  case protocolError(String)
  /// The service does not accept the internal token that it was shown, or that it was shown none.
  case tokenRefused
  /// The calling task was cancelled.
  case cancelled

  public var description: String {
    switch self {
    case .unavailable: "no healthy connection to the service"
    case .deadline: "the service did not answer in time"
    case .overloaded: "too many requests wait for the service"
    case .connectionLost: "the connection to the service was lost"
    case .protocolError(let reason): "the service broke the protocol: \(reason)"
    case .tokenRefused: "the service refused the internal token; APUS_INTERNAL_TOKEN must be the same everywhere"
    case .cancelled: "the request was cancelled"
    }
  }
}
