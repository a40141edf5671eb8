/// A statement whose caller waits; it is answered once.
///
/// `@unchecked Sendable`: made by the caller's task and handed to the loop, which alone touches it from then on.
final class PendingStatement: @unchecked Sendable {
  let request: Request
  private var continuation: UnsafeContinuation<Result<Rows, DatabaseError>, Never>?

  init(_ request: Request, _ continuation: UnsafeContinuation<Result<Rows, DatabaseError>, Never>) {
    self.request = request
    self.continuation = continuation
  }

  /// A statement that nobody waits for.
  init(_ request: Request) {
    self.request = request
  }

  func finish(_ result: Result<Rows, DatabaseError>) {
    continuation?.resume(returning: result)
    continuation = nil
  }
}
