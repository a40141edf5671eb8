/// Why the socket of a worker is closed; the reason is what the worker is told (contract §2.3).
enum WorkerChannelClosing: String, Sendable, Hashable, CaseIterable {
  case authenticationFailed = "authentication_failed"
  case authorizationFailed = "authorization_failed"
  case unsupportedVersion = "unsupported_version"
  case protocolError = "protocol_error"
  /// The worker tries again.
  case heartbeatFailed = "heartbeat_persistence_failed"
  /// The worker tries again.
  case transientError = "transient_server_error"

  var code: UInt16 {
    switch self {
    case .authenticationFailed, .authorizationFailed, .unsupportedVersion: 1008
    case .protocolError: 1002
    case .heartbeatFailed, .transientError: 1011
    }
  }
}
