public import Observability
public import Reactor

/// Runs services side by side and ends them in reverse order, within time limits.
///
/// The first service to fail ends the whole group: a program that has lost a part is better restarted than half alive.
public final class ServiceGroup: Sendable {
  private let services: [any Service]
  private let loop: EventLoop
  private let stopWithin: Duration
  private let logger: Logger
  private let events: AsyncStream<ServiceGroupState.Event>
  private let mailbox: AsyncStream<ServiceGroupState.Event>.Continuation

  /// - Parameters:
  ///   - services: Those that others need come first.
  ///   - loop: Runs the time limits, and the services that name no loop of their own.
  ///   - stopWithin: How long all services together may take to end.
  public init(services: [any Service], loop: EventLoop, stopWithin: Duration, logger: Logger) {
    self.services = services
    self.loop = loop
    self.stopWithin = stopWithin
    self.logger = logger
    (events, mailbox) = AsyncStream.makeStream()
  }

  /// Asks the group to end; the second call ends it at once. From any thread.
  public func stop() {
    mailbox.yield(.stopAsked)
  }

  /// Runs the services until all have ended or their time is over; once only. Cancelling it is `stop`.
  public func run() async -> ExitCode {
    if services.isEmpty { return .success }
    // Unstructured: a cancelled task gets nothing more out of a stream, and the services are still to be ended in order.
    let supervision = Task(executorPreference: loop) { await self.supervise() }
    return await withTaskCancellationHandler {
      await supervision.value
    } onCancel: {
      stop()
    }
  }

  private func supervise() async -> ExitCode {
    var state = ServiceGroupState(count: services.count)
    // Unstructured: the group must be able to end although a service does not.
    let tasks = services.indices.map(start)
    for await event in events {
      for action in state.handle(event) {
        if let code = perform(action, tasks) { return code }
      }
    }
    return .failed
  }

  private func start(_ index: Int) -> Task<Void, Never> {
    let service = services[index]
    return Task(executorPreference: service.loop ?? loop) { [mailbox] in
      do {
        try await service.run()
        mailbox.yield(.ended(index, failure: nil))
      } catch is CancellationError {
        mailbox.yield(.ended(index, failure: Task.isCancelled ? nil : "cancelled by itself"))
      } catch {
        mailbox.yield(.ended(index, failure: "\(error)"))
      }
    }
  }

  private func perform(_ action: ServiceGroupState.Action, _ tasks: [Task<Void, Never>]) -> ExitCode? {
    switch action {
    case .startDeadline: post(.deadlineReached, after: stopWithin)
    case .cancel(let index):
      if let limit = services[index].stopLimit { post(.limitReached(index), after: limit) }
      tasks[index].cancel()
    case .report(let report): log(report)
    case .finish(let code):
      mailbox.finish()
      return code
    }
    return nil
  }

  private func post(_ event: ServiceGroupState.Event, after delay: Duration) {
    loop.onLoop { [loop, mailbox] in
      loop.schedule(after: delay) { mailbox.yield(event) }
    }
  }

  private func log(_ report: ServiceGroupState.Report) {
    switch report {
    case .stopping: logger.info("stopping")
    case .failed(let index, let failure):
      logger.error("service failed", ["part": .text(services[index].name), "error": .text(failure)])
    case .endedEarly(let index):
      logger.error("service stopped unexpectedly", ["part": .text(services[index].name)])
    case .stopped(let index): logger.info("service stopped", ["part": .text(services[index].name)])
    case .tookTooLong(let index):
      logger.warning("service takes too long to stop", ["part": .text(services[index].name)])
    case .cutOff(let rest):
      let names = rest.map { services[$0].name }.joined(separator: ", ")
      logger.warning("services cut off", ["parts": .text(names)])
    }
  }
}
