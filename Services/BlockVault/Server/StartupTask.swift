internal import Hosting
internal import Lifecycle
internal import Observability
internal import Postgres
internal import Reactor

/// Work that is done once, when the database is there. A failure is logged; requests are answered all the same.
final class StartupTask: Service {
  let name: String
  let loop: EventLoop?
  private let mainLoop: EventLoop
  private let readiness: ServiceReadiness
  private let logger: Logger
  private let work: @Sendable () async throws -> Void

  init(
    name: String, loop: EventLoop, readiness: ServiceReadiness, logger: Logger,
    work: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name
    self.loop = loop
    mainLoop = loop
    self.readiness = readiness
    self.logger = logger
    self.work = work
  }

  func run() async throws {
    while !readiness.isMigrated { try await mainLoop.sleep(for: .milliseconds(20)) }
    while try await !attempt() { try await mainLoop.sleep(for: .seconds(1)) }
    await untilCancelled()
  }

  /// Whether there is nothing more to do.
  private func attempt() async throws -> Bool {
    do {
      try await work()
      return true
    } catch DatabaseError.unavailable, DatabaseError.timeout, DatabaseError.overloaded, DatabaseError.conflictRetry {
      try Task.checkCancellation()
      return false
    } catch {
      try Task.checkCancellation()
      logger.error("start-up work failed", ["part": .text(name), "error": .text("\(error)")])
      return true
    }
  }
}
