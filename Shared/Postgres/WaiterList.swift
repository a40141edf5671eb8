internal import Reactor
internal import Synchronization

/// Tasks that wait for something that happens on a loop. The list is the loop's own; a waiter may be cancelled from
/// anywhere.
struct WaiterList {
  /// States: idle → waiting → done, or idle → done when the cancellation comes first.
  final class Waiter: Sendable {
    private enum State {
      case idle
      case waiting(UnsafeContinuation<Void, any Error>)
      case done
    }

    private let state = Mutex(State.idle)

    fileprivate func begin(_ continuation: UnsafeContinuation<Void, any Error>) {
      let isCancelled = state.withLock { state in
        guard case .idle = state else { return true }
        state = .waiting(continuation)
        return false
      }
      if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    func finish(_ result: Result<Void, any Error>) {
      let continuation = state.withLock { state -> UnsafeContinuation<Void, any Error>? in
        defer { state = .done }
        guard case .waiting(let continuation) = state else { return nil }
        return continuation
      }
      continuation?.resume(with: result)
    }

    var isDone: Bool {
      state.withLock { state in
        guard case .done = state else { return false }
        return true
      }
    }
  }

  private var waiters: [Waiter] = []

  mutating func append(_ waiter: Waiter) {
    waiters.removeAll { $0.isDone }
    waiters.append(waiter)
  }

  mutating func finishAll(_ result: Result<Void, any Error>) {
    let due = waiters
    waiters = []
    for waiter in due { waiter.finish(result) }
  }

  /// Suspends until the waiter is finished; `body` gets it on the loop.
  static func wait(on loop: EventLoop, _ body: @escaping @Sendable (Waiter) -> Void) async throws {
    let waiter = Waiter()
    try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
        waiter.begin(continuation)
        loop.onLoop { body(waiter) }
      }
    } onCancel: {
      waiter.finish(.failure(CancellationError()))
    }
  }
}
