internal import Synchronization

/// One cancellable sleep of a task on a loop's timer.
///
/// States: idle → sleeping → done, or idle → cancelled when the cancellation comes first.
final class Sleeper: Sendable {
  private enum State {
    case idle
    case sleeping(UnsafeContinuation<Void, any Error>, TimerID?)
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
          state = .sleeping(continuation, nil)
          return false
        }
        if cancelled {
          continuation.resume(throwing: CancellationError())
          return
        }
        loop.onLoop { [self] in startTimer(delay) }
      }
    } onCancel: {
      finish(with: .failure(CancellationError()))
    }
  }

  /// On the loop. Does nothing when the cancellation came in between.
  private func startTimer(_ delay: Duration) {
    state.withLock { state in
      guard case .sleeping(let continuation, nil) = state else { return }
      let timer = loop.schedule(after: delay) { self.finish(with: .success(())) }
      state = .sleeping(continuation, timer)
    }
  }

  private func finish(with result: Result<Void, any Error>) {
    let (continuation, timer) = state.withLock { state -> (UnsafeContinuation<Void, any Error>?, TimerID?) in
      defer { state = .done }
      guard case .sleeping(let continuation, let timer) = state else { return (nil, nil) }
      return (continuation, timer)
    }
    // A cancelled sleep leaves nothing behind in the heap; for a timer that has run this does nothing.
    if let timer { loop.onLoop { [loop] in loop.cancel(timer) } }
    continuation?.resume(with: result)
  }
}

extension EventLoop {
  /// Runs `call` now when the caller is on the loop, else hands it over.
  public func onLoop(_ call: @escaping @Sendable () -> Void) {
    if isCurrent { call() } else { execute(call) }
  }
}
