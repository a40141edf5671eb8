public import Observability
public import Reactor

/// Does the same piece of work again and again: a pass, a jittered wait, a pass.
///
/// A pass that fails is logged and the next one comes at its time. A pass that takes longer than the interval is logged
/// too, and the next one follows after the wait, never at the same time. `wake` brings the next pass forward.
public final class PeriodicService: Service {
  /// What one pass was like.
  public struct Pass: Sendable {
    public let duration: Duration
    public let failure: String?
  }

  public let name: String
  public let loop: EventLoop?
  private let interval: Duration
  private let jitter: Double
  private let logger: Logger
  private let wakeable: Wakeable
  private let observe: @Sendable (Pass) -> Void
  private let pass: @Sendable () async throws -> Void

  /// - Parameters:
  ///   - interval: From the end of a pass to the start of the next.
  ///   - jitter: The share of the interval by which a wait is shorter or longer, so that replicas do not march in step.
  ///   - loop: Where the passes run.
  ///   - observe: Called after every pass: for metrics, and for tests that wait for one.
  ///   - pass: Does what is due now. It should look for cancellation between its batches.
  public init(
    name: String, interval: Duration, jitter: Double = 0.1, loop: EventLoop, logger: Logger,
    observe: @escaping @Sendable (Pass) -> Void = { _ in }, pass: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name
    self.interval = interval
    self.jitter = min(max(jitter, 0), 1)
    self.loop = loop
    self.logger = logger
    self.observe = observe
    self.pass = pass
    wakeable = Wakeable(loop: loop)
  }

  /// Starts the next pass now, or right after the one that is under way. From any thread.
  public func wake() {
    wakeable.wake()
  }

  /// The first pass comes after a random part of the interval's jitter, so that replicas started together spread.
  public func run() async throws {
    try await wakeable.sleep(for: interval * (jitter * Double.random(in: 0...1)))
    while true {
      try await runPass()
      try await wakeable.sleep(for: interval * (1 + jitter * Double.random(in: -1...1)))
    }
  }

  private func runPass() async throws {
    let start = ContinuousClock.now
    var failure: String?
    do {
      try await pass()
    } catch {
      if Task.isCancelled { throw CancellationError() }
      failure = "\(error)"
      logger.error("pass failed", ["part": .text(name), "error": .text("\(error)")])
    }
    let duration = ContinuousClock.now - start
    if duration > interval {
      logger.warning(
        "pass took longer than its interval",
        [
          "part": .text(name), "seconds": .decimal(duration / .seconds(1)),
          "interval": .decimal(interval / .seconds(1)),
        ])
    }
    observe(Pass(duration: duration, failure: failure))
    try Task.checkCancellation()
  }
}
