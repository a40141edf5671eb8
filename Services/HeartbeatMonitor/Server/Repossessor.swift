internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Models
internal import Observability
internal import Store

/// Gives back the slots of leases that nobody renewed in time (contract §4.9), or that outlived their runs. Any number of replicas share the work.
struct Repossessor: Sendable {
  /// How many leases one statement ends.
  static let batchSize = 100

  let slots: SlotRepository
  let logger: Logger

  /// Ends all leases that are over, batch by batch.
  func pass() async throws {
    try await end("expired", slots.endExpiredLeases)
    try await end("abandoned", slots.endAbandonedLeases)
  }

  private func end(_ kind: String, _ batch: (Int) async throws -> Int) async throws {
    var total = 0
    var count: Int
    repeat {
      try Task.checkCancellation()
      count = try await batch(Repossessor.batchSize)
      total += count
    } while count == Repossessor.batchSize
    if total > 0 { logger.info("ended \(kind) leases", ["leases": .integer(Int64(total))]) }
  }
}

extension Repossessor {
  /// The periodic part; none when the settings turn it off.
  static func services(_ context: ProgramContext, _ database: DatabaseHost) -> [any Service] {
    let settings = context.settings
    guard settings.services.repossessor.enabled, let loop = context.loops.first,
      let first = database.databases.first
    else { return [] }
    let wait = SlotWait(
      maximum: settings.server.maximumConcurrencySlotWait, tagMaximum: settings.server.tagConcurrencySlotWait)
    let repossessor = Repossessor(slots: SlotRepository(database: first, wait: wait), logger: context.logger)
    return [
      PeriodicService(
        name: "repossessor", interval: settings.services.repossessor.interval, loop: loop, logger: context.logger,
        observe: PeriodicService.measuring("repossessor", in: context.metrics)
      ) { [readiness = database.readiness] in
        guard readiness.isReady else { return }
        try await repossessor.pass()
      }
    ]
  }
}
