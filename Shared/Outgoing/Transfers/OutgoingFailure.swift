/// Why a request got no response. No text has the URL, a header or the body: the URL of a webhook is a secret.
public enum OutgoingFailure: Error, Sendable, Hashable, CustomStringConvertible {
  case invalidURL
  case unsupportedScheme
  case invalidHeader
  case privateAddress(String)
  case unresolved
  case unreachable
  case timedOut
  case untrustedCertificate
  case tlsFailed
  case headTooLarge
  case interrupted
  case cancelled
  case stopped

  /// Prefect's own words where it has some (`validate_restricted_url`), without the URL in front.
  public var description: String {
    switch self {
    case .invalidURL: "The URL is not a valid URL."
    case .unsupportedScheme: "The URL is not a valid URL.  Only HTTP and HTTPS URLs are allowed."
    case .invalidHeader: "A header has characters that HTTP does not allow."
    case .privateAddress(let address):
      "The URL is not a valid URL.  It resolves to the private address \(address)."
    case .unresolved: "The URL is not a valid URL.  It could not be resolved."
    case .unreachable: "The connection failed."
    case .timedOut: "No complete response arrived in time."
    case .untrustedCertificate: "The server's certificate could not be verified."
    case .tlsFailed: "The TLS handshake failed."
    case .headTooLarge: "The response's headers are too long."
    case .interrupted: "The connection was lost before the response was complete."
    case .cancelled: "The request was cancelled."
    case .stopped: "The client is stopping."
    }
  }

  /// Whether the same request may succeed later.
  public var isTransient: Bool {
    switch self {
    case .unresolved, .unreachable, .timedOut, .interrupted, .cancelled, .stopped, .tlsFailed: true
    case .invalidURL, .unsupportedScheme, .invalidHeader, .privateAddress, .untrustedCertificate, .headTooLarge: false
    }
  }
}
