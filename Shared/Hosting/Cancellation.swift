internal import Synchronization

/// Suspends until the calling task is cancelled.
public func untilCancelled() async {
  enum State {
    case idle
    case waiting(UnsafeContinuation<Void, Never>)
    case cancelled
  }
  let state = Mutex(State.idle)
  await withTaskCancellationHandler {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      let isCancelled = state.withLock { state in
        if case .cancelled = state { return true }
        state = .waiting(continuation)
        return false
      }
      if isCancelled { continuation.resume() }
    }
  } onCancel: {
    let continuation = state.withLock { state -> UnsafeContinuation<Void, Never>? in
      defer { state = .cancelled }
      guard case .waiting(let continuation) = state else { return nil }
      return continuation
    }
    continuation?.resume()
  }
}
