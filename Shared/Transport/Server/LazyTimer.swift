internal import Reactor

/// One timer for a deadline that is moved often. It belongs to its loop.
///
/// A timer of the loop that is too early stays and is set again when it runs, so moving the deadline back costs nothing.
final class LazyTimer {
  private let loop: EventLoop
  private var timer: TimerID?
  private var armed = Int64.max
  private var isCancelled = false
  /// Called at or after the deadline; it is to set the next one.
  var passed: (() -> Void)?

  init(loop: EventLoop) {
    self.loop = loop
  }

  /// The moment of the monotonic clock; `.max` for never.
  var deadline = Int64.max {
    didSet {
      if deadline < armed { arm() }
    }
  }

  private func arm() {
    guard !isCancelled else { return }
    if let timer { loop.cancel(timer) }
    armed = deadline
    let delay = max(0, deadline - MonotonicClock.now())
    timer = loop.schedule(after: .nanoseconds(delay)) { self.fired() }
  }

  private func fired() {
    timer = nil
    armed = .max
    if deadline <= MonotonicClock.now() {
      deadline = .max
      passed?()
    } else if deadline < .max {
      arm()
    }
  }

  /// Ends the timer for good and lets go of `passed`.
  func cancel() {
    isCancelled = true
    passed = nil
    if let timer { loop.cancel(timer) }
    timer = nil
  }
}
