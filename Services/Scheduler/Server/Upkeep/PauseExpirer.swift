internal import Models
internal import Orchestration
internal import Store
internal import Values

/// Fails runs whose pause has lasted too long (contract §4.4).
struct PauseExpirer: Sendable {
  let runs: FlowRunRepository
  let upkeep: RunUpkeepRepository
  let work: Upkeep
  let clock: WallClock

  func pass() async throws {
    let now = clock.now()
    try await work.work("pauses expired") { last in
      try await upkeep.expiredPauses(before: now, after: last, limit: Upkeep.pageSize)
    } take: { run in
      try await runs.take(
        run.id, from: run.stateID,
        to: StateCreate(type: .failed, message: "The flow was paused and never resumed."), under: .minimalFlow)
    }
  }
}
