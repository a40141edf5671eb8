internal import Hosting
internal import Lifecycle
internal import Observability
internal import Postgres
internal import Reactor

/// Registers the known block types once the database is there. A failure is logged; requests are answered all the same.
final class BlockRegistration: Service {
  let name = "block registration"
  let loop: EventLoop?
  private let readiness: ServiceReadiness
  private let registrar: BlockRegistrar
  private let catalogue: CatalogueFile?
  private let logger: Logger

  init(
    loop: EventLoop, readiness: ServiceReadiness, registrar: BlockRegistrar, catalogue: CatalogueFile?, logger: Logger
  ) {
    self.loop = loop
    self.readiness = readiness
    self.registrar = registrar
    self.catalogue = catalogue
    self.logger = logger
  }

  func run() async throws {
    while try await !attempt() { try await loop?.sleep(for: .seconds(1)) }
    await untilCancelled()
  }

  /// Whether there is nothing more to do.
  private func attempt() async throws -> Bool {
    guard readiness.isMigrated else {
      try await loop?.sleep(for: .milliseconds(20))
      return try await attempt()
    }
    do {
      let written = try await registrar.registerAll(known())
      logger.info("block types are registered", ["written": .integer(Int64(written))])
      return true
    } catch DatabaseError.unavailable, DatabaseError.timeout, DatabaseError.overloaded, DatabaseError.conflictRetry {
      try Task.checkCancellation()
      return false
    } catch {
      try Task.checkCancellation()
      logger.error("block types could not be registered", ["error": .text("\(error)")])
      return true
    }
  }

  private func known() throws -> [KnownBlockType] {
    var known = try KnownBlockType.system()
    if let catalogue {
      if let bytes = try catalogue.read() {
        known += try KnownBlockType.collections(bytes)
      } else {
        logger.info("no catalogue of block types", ["path": .text(catalogue.path)])
      }
    }
    return known
  }
}
