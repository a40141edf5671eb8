internal import HTTP
internal import Reactor

/// One request that a task waits for.
///
/// `@unchecked Sendable`: everything that changes is touched on the upstream's loop only; the object is handed to that
/// loop before anything is set.
final class UpstreamCall: @unchecked Sendable {
  let request: Request
  let deadline: Duration
  let repeatable: Bool

  /// Set when the upstream has taken the request.
  var id: UpstreamPool.CallID?
  var continuation: UnsafeContinuation<Result<Response, UpstreamError>, Never>?
  var timer: TimerID?
  var isCancelled = false
  /// The connection and the stream that the request is on.
  var place: (connection: ClientConnection, stream: Int32)?
  var attempts = 0

  init(request: Request, deadline: Duration, repeatable: Bool) {
    self.request = request
    self.deadline = deadline
    self.repeatable = repeatable
  }
}
