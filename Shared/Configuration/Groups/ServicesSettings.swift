/// The periodic work of the server, as Prefect groups it.
public struct ServicesSettings: Sendable {
  public struct CancellationCleanup: Sendable {
    public let enabled: Bool
    public let interval: Duration
    public let cancellingTimeout: Duration
  }

  public struct Foreman: Sendable {
    public let enabled: Bool
    public let interval: Duration
    public let inactivityHeartbeatMultiple: Int
    public let fallbackHeartbeatInterval: Duration
    public let deploymentLastPolledTimeout: Duration
    public let workQueueLastPolledTimeout: Duration
  }

  public struct LateRuns: Sendable {
    public let enabled: Bool
    public let interval: Duration
    public let after: Duration
  }

  public struct Scheduler: Sendable {
    public let enabled: Bool
    public let interval: Duration
    public let recentDeploymentsInterval: Duration
    public let deploymentBatchSize: Int
    public let insertBatchSize: Int
    public let maximumRuns: Int
    public let minimumRuns: Int
    public let maximumScheduledTime: Duration
    public let minimumScheduledTime: Duration
  }

  /// How the actions of automations are carried out.
  public struct Actions: Sendable {
    /// How many at once, in each scheduler.
    public let concurrency: Int
    /// After what time another scheduler takes an action that does not end.
    public let lease: Duration
    /// How often an action is tried.
    public let attempts: Int
    /// The address of the UI for links; nil if it follows from that of the API.
    let uiURL: String?
  }

  /// A service that only has a switch and an interval.
  public struct Periodic: Sendable {
    public let enabled: Bool
    public let interval: Duration
  }

  public let cancellationCleanup: CancellationCleanup
  public let vacuum: VacuumSettings
  public let foreman: Foreman
  public let lateRuns: LateRuns
  public let scheduler: Scheduler
  public let pauseExpirations: Periodic
  public let repossessor: Periodic
  /// How long a run that sends heartbeats may be silent; nil if silent runs are left alone.
  public let silentRunTolerance: Duration?
  /// How long a run of a deployment may be pending; nil if pending runs are left alone.
  public let pendingRunTolerance: Duration?
  /// Whether the triggers of automations are evaluated.
  public let triggersEnabled: Bool
  /// How many firings in a minute that an automation causes itself stop it.
  public let automationLoopLimit: Int
  public let actions: Actions
  /// How often runs and events are tallied.
  public let tallyInterval: Duration

  init(_ reader: inout SettingsReader) {
    reader.begin("Scheduling", for: [.scheduler])
    scheduler = ServicesSettings.scheduler(&reader)
    reader.begin("Late, paused and cancelled runs", for: [.scheduler])
    lateRuns = LateRuns(
      enabled: reader.enabled("late_runs", or: .api, "Whether runs that did not start in time are marked late."),
      interval: reader.interval("late_runs", or: .api, 5, "How often late runs are looked for."),
      after: reader.span(
        "server.services.late_runs.after_seconds", or: .api, .seconds(15), iso: true,
        "How long after its scheduled time a run counts as late."))
    pauseExpirations = Periodic(
      enabled: reader.enabled("pause_expirations", or: .api, "Whether paused runs whose time is over are failed."),
      interval: reader.interval("pause_expirations", or: .api, 5, "How often expired pauses are looked for."))
    cancellationCleanup = CancellationCleanup(
      enabled: reader.enabled(
        "cancellation_cleanup", or: .api,
        "Whether task runs and subflows of cancelled runs are cancelled, and waiting runs of deleted deployments."),
      interval: reader.interval("cancellation_cleanup", or: .api, 20, "How often cancelled runs are looked for."),
      cancellingTimeout: reader.span(
        "server.services.cancellation_cleanup.cancelling_timeout_seconds", .seconds(300),
        in: .milliseconds(1) ... .days(365),
        "How long a run may stay cancelling before it is marked cancelled."))

    reader.begin("Retention", for: [.scheduler])
    vacuum = VacuumSettings(&reader)

    reader.begin("Counting", for: [.scheduler])
    tallyInterval = reader.span(
      "apus.tally_interval", .seconds(30), in: .seconds(1) ... .hours(12),
      "How often runs and events of more than an hour ago are tallied, so that dashboards need not count them.")

    reader.begin("Automations", for: [.scheduler])
    triggersEnabled = reader.enabled(
      "triggers", or: .api,
      "Whether the triggers of automations are evaluated. Actions that were asked for are carried out in any case.")
    automationLoopLimit = reader.integer(
      "apus.automation_loop_limit", 60, in: 1...1_000_000,
      "How many firings in a minute that an automation causes by its own actions switch it off.")
    actions = ServicesSettings.actions(&reader)

    reader.begin("Workers and leases", for: [.heartbeatMonitor])
    foreman = ServicesSettings.foreman(&reader)
    repossessor = Periodic(
      enabled: reader.enabled("repossessor", or: .none, "Whether slots of leases that nobody renewed are freed."),
      interval: reader.interval("repossessor", or: .none, 15, "How often expired leases are looked for."))
    silentRunTolerance = reader.optionalSpan(
      "apus.silent_run_tolerance", in: .seconds(60) ... .days(365),
      "After what silence a running flow run that sent heartbeats is marked crashed; several times "
        + "PREFECT_FLOWS_HEARTBEAT_FREQUENCY. When not set, silent runs are left alone.")
    pendingRunTolerance = reader.optionalSpan(
      "apus.pending_run_tolerance", in: .seconds(60) ... .days(365),
      "How long a run of a deployment may be pending before it is marked crashed, sooner if all workers of its pool went "
        + "offline before they started it. When not set, pending runs are left alone.")
  }

  private static func foreman(_ reader: inout SettingsReader) -> Foreman {
    let times: ClosedRange<Duration> = .seconds(1) ... .days(365)
    return Foreman(
      enabled: reader.enabled(
        "foreman", or: .api, "Whether the status of workers, pools, queues and deployments is kept."),
      interval: reader.interval("foreman", or: .api, 15, "How often silent workers are looked for."),
      inactivityHeartbeatMultiple: reader.integer(
        "server.services.foreman.inactivity_heartbeat_multiple", or: .api, 3, in: 1...1000,
        "How many heartbeats a worker may miss before it is offline."),
      fallbackHeartbeatInterval: reader.span(
        "server.services.foreman.fallback_heartbeat_interval_seconds", or: .api, .seconds(30), in: times, isWhole: true,
        "Heartbeat interval of a worker that names none."),
      deploymentLastPolledTimeout: reader.span(
        "server.services.foreman.deployment_last_polled_timeout_seconds", or: .api, .seconds(60), in: times,
        isWhole: true, "How long after its last poll a deployment is ready."),
      workQueueLastPolledTimeout: reader.span(
        "server.services.foreman.work_queue_last_polled_timeout_seconds", or: .api, .seconds(60), in: times,
        isWhole: true, "How long after its last poll a work queue is ready."))
  }

  private static func actions(_ reader: inout SettingsReader) -> Actions {
    Actions(
      concurrency: reader.integer(
        "apus.action_concurrency", 16, in: 1...1000,
        "How many actions of automations a scheduler carries out at once."),
      lease: reader.span(
        "apus.action_lease", .seconds(60), in: .seconds(1) ... .hours(24),
        "After what time an action is tried again whose scheduler has died; while it is carried out this begins anew."),
      attempts: reader.integer(
        "apus.action_attempts", 10, in: 1...1000,
        "How often an action is tried at most while the block vault or the database can't be reached."),
      uiURL: reader.optionalText(
        "ui_url",
        "Address of the UI for links in the messages of automations; by default PREFECT_API_URL without /api."))
  }

  private static func scheduler(_ reader: inout SettingsReader) -> Scheduler {
    let name = "server.services.scheduler"
    return Scheduler(
      enabled: reader.enabled("scheduler", or: .api, "Whether schedules make runs."),
      interval: reader.interval("scheduler", or: .api, 60, "How often all active deployments are looked at."),
      recentDeploymentsInterval: reader.span(
        "\(name).recent_deployments_loop_seconds", .seconds(5), in: .milliseconds(100) ... .days(1),
        "How often deployments that changed are looked at."),
      deploymentBatchSize: reader.integer(
        "\(name).deployment_batch_size", or: .api, 100, in: 1...100_000, "How many deployments are taken at once."),
      insertBatchSize: reader.integer(
        "\(name).insert_batch_size", or: .api, 500, in: 1...100_000, "How many runs are stored at once."),
      maximumRuns: reader.integer(
        "\(name).max_runs", or: .api, 100, in: 1...10_000, "Most runs that a deployment has in advance."),
      minimumRuns: reader.integer(
        "\(name).min_runs", or: .api, 3, in: 0...10_000, "Fewest runs that a deployment has in advance."),
      maximumScheduledTime: reader.span(
        "\(name).max_scheduled_time", or: .api, .days(100), iso: true, "How far ahead runs are made at most."),
      minimumScheduledTime: reader.span(
        "\(name).min_scheduled_time", or: .api, .hours(1), iso: true, "How far ahead runs are made at least."))
  }
}

extension SettingsReader {
  mutating func enabled(_ service: String, or alias: SettingAlias, _ meaning: String) -> Bool {
    flag("server.services.\(service).enabled", or: alias, true, meaning)
  }

  mutating func interval(_ service: String, or alias: SettingAlias, _ seconds: Int, _ meaning: String) -> Duration {
    span(
      "server.services.\(service).loop_seconds", or: alias, .seconds(seconds), in: .milliseconds(100) ... .days(30),
      meaning)
  }
}
