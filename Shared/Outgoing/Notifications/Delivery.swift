/// One request of a notification, and what its outcome means.
public struct Delivery: Sendable {
  public var request: OutgoingRequest
  /// How long the block lets it take; nil for the server's own limit.
  public var timeout: Duration?
  /// What to log for a response, as Apprise does; nil for one that says that the notification was accepted.
  let complaint: @Sendable (OutgoingResponse) -> String?
  /// What to log when there is no response.
  let connectionComplaint: String?

  init(
    _ request: OutgoingRequest, timeout: Duration? = nil, connectionComplaint: String? = nil,
    complaint: @escaping @Sendable (OutgoingResponse) -> String?
  ) {
    self.request = request
    self.timeout = timeout
    self.connectionComplaint = connectionComplaint
    self.complaint = complaint
  }

  /// Nil if the notification was accepted, else a line for the log.
  public func complaint(about response: OutgoingResponse) -> String? {
    complaint(response)
  }

  /// A line for the log. What an address check refused is said as it is; else as Apprise says it.
  public func complaint(about failure: OutgoingFailure) -> String {
    if case .privateAddress = failure { return failure.description }
    return connectionComplaint.map { "[WARNING]: \($0) \(failure)" } ?? failure.description
  }
}
