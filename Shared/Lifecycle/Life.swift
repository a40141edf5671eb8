internal import Configuration
internal import Glibc
internal import Observability
internal import Reactor
internal import Synchronization
internal import Values

/// From the making of the services to their end, with the signals that ask for it.
final class Life: Sendable {
  private let context: ProgramContext
  /// Whether it ends when the services that bring the database up to date have done so; nothing else is started.
  private let migratesOnly: Bool
  private let services: @Sendable (ProgramContext) async throws -> [any Service]

  private struct State {
    var group: ServiceGroup?
    var making: Task<[any Service], any Error>?
    var asked = 0
    var code = ExitCode.failed
  }
  private let state = Mutex(State())

  init(
    context: ProgramContext, migratesOnly: Bool,
    services: @escaping @Sendable (ProgramContext) async throws -> [any Service]
  ) {
    self.context = context
    self.migratesOnly = migratesOnly
    self.services = services
  }

  /// On the main loop.
  func watchSignals() {
    do {
      // Kept alive by its registration, for the whole life of the process.
      _ = try SignalWatch([SIGTERM, SIGINT], on: context.mainLoop) { [self] number in asked(by: number) }
    } catch {
      context.logger.error("signals can't be watched", ["error": .text("\(error)")])
    }
  }

  /// The first signal drains, the second stops at once.
  func asked(by signal: Int32) {
    context.logger.info("signal", ["number": .integer(Int64(signal))])
    let (group, making) = state.withLock { state in
      state.asked += 1
      return (state.group, state.making)
    }
    if let group { group.stop() } else { making?.cancel() }
  }

  /// How the life ended; a failure until it has.
  var exitCode: ExitCode { state.withLock { $0.code } }

  func run() async {
    let code = await ended()
    state.withLock { $0.code = code }
  }

  private func ended() async -> ExitCode {
    context.logger.info(
      "starting",
      [
        "version": .text(ProductVersion.current), "loops": .integer(Int64(context.loops.count)),
        "database": .text(context.settings.database.place),
      ])
    do {
      let made = try await make()
      if migratesOnly { return .success }
      let group = ServiceGroup(
        services: made, loop: context.mainLoop, stopWithin: context.settings.cluster.drainTimeout,
        logger: context.logger)
      let asked = state.withLock { state in
        state.group = group
        return state.asked
      }
      for _ in 0..<asked { group.stop() }
      return await group.run()
    } catch {
      if state.withLock({ $0.asked }) > 0 { return migratesOnly ? .cutOff : .success }
      context.logger.error("start failed", ["error": .text("\(error)")])
      return .failed
    }
  }

  private func make() async throws -> [any Service] {
    // Unstructured so that a signal can end a start that waits for something.
    let making = Task(executorPreference: context.mainLoop) { [context, services, migratesOnly] in
      let made = try await services(context)
      if migratesOnly {
        for case let service as any MigratingService in made { try await service.migrateOnly() }
      }
      return made
    }
    let asked = state.withLock { state in
      state.making = making
      return state.asked
    }
    if asked > 0 { making.cancel() }
    return try await making.value
  }
}
