internal import Configuration
internal import Observability
internal import Store
internal import Values

/// Removes what is older than the settings keep it (contract §4.10).
struct Vacuum: Sendable {
  let repository: VacuumRepository
  let leftovers: LeftoverRepository
  let settings: VacuumSettings
  /// How long events are kept that have no time of their own.
  let eventRetention: Duration
  let logger: Logger
  let clock: WallClock

  /// Events with a time of their own first, then all.
  func removeEvents() async throws {
    let now = clock.now()
    try await exhaust("old events were removed") {
      for (name, retention) in settings.eventRetentionOverrides.sorted(by: { $0.key < $1.key }) {
        let count = try await repository.removeEvents(
          named: name, before: now - min(retention, eventRetention), limit: settings.batchSize)
        if count == settings.batchSize { return count }
      }
      return try await repository.removeEvents(before: now - eventRetention, limit: settings.batchSize)
    }
    try await exhaust("resources of old events were removed") {
      try await repository.removeEventResources(before: now - eventRetention, limit: settings.batchSize)
    }
  }

  /// What belongs to runs goes before them, batch by batch: whoever is interrupted in between leaves runs that the next pass
  /// finds again, and no rows without their run.
  func removeFlowRuns() async throws {
    let limit = clock.now() - settings.retentionPeriod
    var total = 0
    while true {
      let runs = try await repository.flowRuns(endedBefore: limit, limit: settings.batchSize)
      for kind in VacuumRepository.Belongings.allCases {
        var count: Int
        repeat {
          try Task.checkCancellation()
          count = try await repository.removeBelongings(kind, of: runs, limit: settings.batchSize)
        } while count == settings.batchSize
      }
      let removed = try await repository.removeFlowRuns(runs, endedBefore: limit)
      total += removed
      if runs.count < settings.batchSize || removed == 0 { break }
    }
    if total > 0 { logger.info("old flow runs were removed", ["count": .integer(Int64(total))]) }
  }

  /// Logs and artifacts whose run is gone, then collections whose artifact is.
  func removeOrphans() async throws {
    for kind in VacuumRepository.Orphans.allCases {
      var last: UUID?
      while true {
        try Task.checkCancellation()
        let runs = try await repository.runs(of: kind, after: last, limit: settings.batchSize)
        let gone = runs.filter { !$0.isThere }.map(\.id)
        if !gone.isEmpty {
          try await exhaust("rows of runs that are gone were removed") {
            try await repository.remove(kind, of: gone, limit: settings.batchSize)
          }
        }
        last = runs.last?.id
        if runs.count < settings.batchSize { break }
      }
    }
    try await repairCollections()
  }

  func repairCollections() async throws {
    try await exhaust("collections of artifacts were repaired") {
      try await repository.repairCollections(limit: settings.batchSize)
    }
  }

  /// Goes on batch after batch until one is not full.
  func exhaust(_ message: StaticString, _ batch: () async throws -> Int) async throws {
    var total = 0
    while true {
      try Task.checkCancellation()
      let count = try await batch()
      total += count
      if count < settings.batchSize { break }
    }
    if total > 0 { logger.info("\(message)", ["count": .integer(Int64(total))]) }
  }
}
