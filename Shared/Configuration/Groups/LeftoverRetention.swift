/// How long rows are kept that belong to no flow run, and that Prefect's own server never removes.
public struct LeftoverRetention: Sendable {
  /// Task runs without a flow run; nil if they are kept for ever. The same holds for the next two.
  public let backgroundTaskRuns: Duration?
  /// Log lines that belong to no flow run.
  public let logs: Duration?
  /// Artifacts that belong to no run.
  public let artifacts: Duration?
  /// Workers that are offline, after their last heartbeat.
  public let offlineWorkers: Duration

  init(_ reader: inout SettingsReader) {
    let times: ClosedRange<Duration> = .hours(1) ... .days(36_500)
    backgroundTaskRuns = reader.optionalSpan(
      "apus.background_task_run_retention", in: times,
      "How long a background task run is kept after its end, or while no task worker takes it. When not set, for ever.")
    logs = reader.optionalSpan(
      "apus.log_without_run_retention", in: times,
      "How long log lines are kept that belong to no flow run. When not set, for ever.")
    artifacts = reader.optionalSpan(
      "apus.artifact_without_run_retention", in: times,
      "How long artifacts are kept that belong to no run. When not set, for ever.")
    offlineWorkers = reader.span(
      "apus.offline_worker_retention", .days(90), in: times,
      "How long a worker that is offline is kept after its last heartbeat.")
  }
}
