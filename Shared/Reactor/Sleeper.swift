internal import Synchronization

/// One cancellable sleep of a task on a loop's timer.
///
/// States: idle → sleeping → done, or idle → cancelled when the cancellation comes first.
final class Sleeper: Sendable {
  private enum State {
    case idle
    case sleeping(UnsafeContinuation<Void, any Error>)
    case done
  }

  private let loop: EventLoop
  private let state = Mutex(State.idle)

  init(loop: EventLoop) {
    self.loop = loop
  }

  func sleep(for delay: Duration) async throws {
    try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
        let cancelled = state.withLock { state in
          guard case .idle = state else { return true }
          state = .sleeping(continuation)
          return false
        }
        if cancelled {
          continuation.resume(throwing: CancellationError())
          return
        }
        loop.onLoop { [self] in
          loop.schedule(after: delay) { self.finish(with: .success(())) }
        }
      }
    } onCancel: {
      finish(with: .failure(CancellationError()))
    }
  }

  private func finish(with result: Result<Void, any Error>) {
    let continuation = state.withLock { state -> UnsafeContinuation<Void, any Error>? in
      defer { state = .done }
      guard case .sleeping(let continuation) = state else { return nil }
      return continuation
    }
    continuation?.resume(with: result)
  }
}

extension EventLoop {
  /// Runs `call` now when the caller is on the loop, else hands it over.
  public func onLoop(_ call: @escaping @Sendable () -> Void) {
    if isCurrent { call() } else { execute(call) }
  }
}
