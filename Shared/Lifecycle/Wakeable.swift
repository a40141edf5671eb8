public import Reactor
internal import Synchronization

/// A sleep that others can end; a wake while nobody sleeps ends the next one at once, however many there were.
public final class Wakeable: Sendable {
  private struct State {
    var woken = false
    var sleep: Task<Void, Never>?
  }

  private let loop: EventLoop
  private let state = Mutex(State())

  public init(loop: EventLoop) {
    self.loop = loop
  }

  /// - Throws: `CancellationError` when the calling task is cancelled.
  public func sleep(for delay: Duration) async throws {
    // Unstructured: whoever wakes cancels this task and not the sleeper's. It ends with this call.
    let sleep = Task(executorPreference: loop) { [loop] in
      do { try await loop.sleep(for: delay) } catch {}
    }
    let alreadyWoken = state.withLock { state in
      if !state.woken { state.sleep = sleep }
      return state.woken
    }
    if alreadyWoken { sleep.cancel() }
    await withTaskCancellationHandler {
      await sleep.value
    } onCancel: {
      sleep.cancel()
    }
    state.withLock { $0 = State() }
    try Task.checkCancellation()
  }

  public func wake() {
    let sleep = state.withLock { state in
      state.woken = true
      return state.sleep
    }
    sleep?.cancel()
  }
}
