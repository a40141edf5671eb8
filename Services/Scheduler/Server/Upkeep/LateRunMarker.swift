internal import Configuration
internal import Models
internal import Orchestration
internal import Store
internal import Values

/// Marks runs that did not start in time (contract §4.3).
struct LateRunMarker: Sendable {
  let runs: FlowRunRepository
  let upkeep: RunUpkeepRepository
  let work: Upkeep
  let settings: ServicesSettings.LateRuns
  let clock: WallClock

  func pass() async throws {
    let limit = clock.now() - settings.after
    try await work.work("runs are late") { last in
      try await upkeep.late(before: limit, after: last, limit: Upkeep.pageSize)
    } take: { run in
      try await runs.take(
        run.id, from: run.stateID,
        to: StateCreate(type: .scheduled, name: "Late", details: StateDetails(scheduledTime: run.moment)),
        under: .markLateRuns)
    }
  }
}
