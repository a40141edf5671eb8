internal import Configuration
internal import Models
internal import Orchestration
internal import Store
internal import Values

/// Cancels what belongs to cancelled runs, runs that nobody cancels in time (contract §4.5, §4.6), and runs whose deployment is
/// deleted.
struct CancellationCleaner: Sendable {
  /// How long ago a run may have been cancelled whose task runs are looked at.
  static let lookBack = Duration.seconds(86_400)
  private static let message = "The parent flow run was cancelled."

  let runs: FlowRunRepository
  let tasks: TaskRunRepository
  let upkeep: RunUpkeepRepository
  let work: Upkeep
  let settings: ServicesSettings.CancellationCleanup
  let clock: WallClock

  func pass() async throws {
    try await cancelTasks()
    try await cancelSubflows()
    try await endCancelling()
    try await cancelRunsWithoutDeployment()
  }

  private func cancelTasks() async throws {
    let since = clock.now() - CancellationCleaner.lookBack
    try await work.work("task runs of cancelled runs were cancelled") { last in
      try await upkeep.tasksOfCancelled(since: since, after: last, limit: Upkeep.pageSize)
    } take: { task in
      try await tasks.setState(
        task.id, StateCreate(type: .cancelled, message: CancellationCleaner.message), isForced: true,
        client: ClientVersions()
      ).isWritten
    }
  }

  /// A run of a deployment has infrastructure to be told of it.
  private func cancelSubflows() async throws {
    try await work.work("subflow runs of cancelled runs were cancelled") { last in
      try await upkeep.subflowsOfCancelled(after: last, limit: Upkeep.pageSize)
    } take: { run in
      try await runs.take(
        run.id, from: run.stateID,
        to: StateCreate(
          type: run.deploymentID != nil ? .cancelling : .cancelled, message: CancellationCleaner.message),
        under: .minimalFlow)
    }
  }

  /// A deletion cancels the waiting runs itself. This finds those that another server left, and those that came to wait only
  /// after it.
  private func cancelRunsWithoutDeployment() async throws {
    let now = clock.now()
    try await work.work("runs of deleted deployments were cancelled") { last in
      try await upkeep.withoutDeployment(before: now, after: last, limit: Upkeep.pageSize)
    } take: { run in
      guard let deployment = run.deploymentID else { return false }
      return try await runs.take(
        run.id, from: run.stateID, to: .cancelled(withDeployment: deployment), under: .minimalFlow)
    }
  }

  /// Whoever was to cancel the run may be gone, so a worker is asked to tear down what is left of it.
  private func endCancelling() async throws {
    let limit = clock.now() - settings.cancellingTimeout
    try await work.work("runs were cancelling for too long") { last in
      try await upkeep.cancelling(before: limit, after: last, limit: Upkeep.pageSize)
    } take: { run in
      try await runs.take(
        run.id, from: run.stateID,
        to: StateCreate(
          type: .cancelled, message: "Flow run cancellation timed out; marked this flow run as Cancelled."),
        under: .coreFlow, cleanup: WorkerCleanupRequest(.cancellingTimeout))
    }
  }
}
