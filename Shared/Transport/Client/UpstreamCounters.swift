internal import Synchronization

/// What an upstream has done since it was made.
public struct UpstreamCounters: Sendable, Equatable {
  /// Requests given to `send`.
  public var requests: Int
  /// Times a request was sent again.
  public var retries: Int
  /// Requests that ended without an answer.
  public var failures: Int
  /// Requests that wait for a stream or an answer now.
  public var inFlight: Int
}

/// The counters, written by the loop and read by anyone.
final class UpstreamTally: Sendable {
  let requests = Atomic(0)
  let retries = Atomic(0)
  let failures = Atomic(0)
  let inFlight = Atomic(0)
  let isAvailable = Atomic(false)

  var counters: UpstreamCounters {
    UpstreamCounters(
      requests: requests.load(ordering: .relaxed), retries: retries.load(ordering: .relaxed),
      failures: failures.load(ordering: .relaxed), inFlight: inFlight.load(ordering: .relaxed))
  }
}
