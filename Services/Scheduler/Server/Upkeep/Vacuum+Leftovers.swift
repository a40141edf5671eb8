internal import Configuration
internal import Observability
internal import Store
internal import Values

extension Vacuum {
  /// Rows that belong to no flow run, as far as the settings bound how long they are kept, and what nothing finds any more.
  func removeLeftovers() async throws {
    let now = clock.now()
    let kept = settings.leftovers
    try await walk("cached task run states that nothing finds any more were removed") { last in
      try await leftovers.removeCacheEntries(after: last, limit: settings.batchSize)
    }
    try await exhaust("offline workers were removed") {
      try await leftovers.removeOfflineWorkers(before: now - kept.offlineWorkers, limit: settings.batchSize)
    }
    if let retention = kept.backgroundTaskRuns {
      try await walk("old background task runs were removed") { last in
        try await leftovers.removeBackgroundTaskRuns(before: now - retention, after: last, limit: settings.batchSize)
      }
    }
    if let retention = kept.logs {
      try await exhaust("old logs of no run were removed") {
        try await leftovers.removeLogs(before: now - retention, limit: settings.batchSize)
      }
    }
    if let retention = kept.artifacts {
      try await exhaust("old artifacts of no run were removed") {
        try await leftovers.removeArtifacts(before: now - retention, limit: settings.batchSize)
      }
    }
    if kept.artifacts != nil || kept.backgroundTaskRuns != nil { try await repairCollections() }
  }

  /// Goes through a table page by page.
  private func walk<Key>(
    _ message: StaticString, _ page: (Key?) async throws -> LeftoverRepository.Step<Key>
  ) async throws {
    var last: Key?
    var total = 0
    repeat {
      try Task.checkCancellation()
      let step = try await page(last)
      total += step.removed
      last = step.next
    } while last != nil
    if total > 0 { logger.info("\(message)", ["count": .integer(Int64(total))]) }
  }
}
