internal import Configuration
internal import Models
internal import Observability
internal import Schedules
internal import Store
internal import Synchronization
internal import Values

/// Makes the runs that deployments' schedules ask for. Any number of these may work at once, on the same deployments too.
final class RunScheduler: Sendable {
  private let repository: SchedulingRepository
  private let dates: ScheduleDates
  private let settings: ServicesSettings.Scheduler
  private let logger: Logger
  /// Schedules of which it was said that no runs can be made of them; bounded, so it may be said again.
  private let told = Mutex<Set<UUID>>([])

  init(
    repository: SchedulingRepository, dates: ScheduleDates, settings: ServicesSettings.Scheduler, logger: Logger
  ) {
    self.repository = repository
    self.dates = dates
    self.settings = settings
    self.logger = logger
  }

  /// Looks at all deployments that have too few runs ahead.
  func passAll() async throws {
    try await page { last in
      try await repository.waiting(
        after: last, minimumRuns: settings.minimumRuns, minimumTime: settings.minimumScheduledTime,
        limit: settings.deploymentBatchSize)
    }
  }

  /// Looks at the deployments that changed since the last time, and somewhat longer ago, as the clocks of the services
  /// may differ by up to five seconds: finding runs made already costs little.
  func passRecent() async throws {
    let since = try await repository.now() - (settings.recentDeploymentsInterval + .seconds(6))
    try await page { last in
      try await repository.recent(after: last, since: since, limit: settings.deploymentBatchSize)
    }
  }

  private func page(_ next: (UUID?) async throws -> [UUID]) async throws {
    var last: UUID?
    var total = 0
    while true {
      try Task.checkCancellation()
      let ids = try await next(last)
      total += try await schedule(ids, SchedulingRequest())
      if ids.count < settings.deploymentBatchSize { break }
      last = ids.last
    }
    if total > 0 { logger.info("runs scheduled", ["count": .integer(Int64(total))]) }
  }

  /// Makes runs of some deployments, paused or not.
  ///
  /// - Returns: How many were new.
  @discardableResult
  func schedule(_ deployments: [UUID], _ request: SchedulingRequest) async throws -> Int {
    guard !deployments.isEmpty else { return 0 }
    let window = try await window(request)
    var pending: [ScheduledRun] = []
    var count = 0
    for schedule in try await repository.activeSchedules(of: deployments) {
      pending += runs(of: schedule, in: window)
      while pending.count >= settings.insertBatchSize {
        count += try await repository.insert(Array(pending.prefix(settings.insertBatchSize)))
        pending.removeFirst(settings.insertBatchSize)
      }
    }
    return try await count + repository.insert(pending)
  }

  private func window(_ request: SchedulingRequest) async throws -> SchedulingWindow {
    var moment = request.start
    if moment == nil { moment = try await repository.now() }
    let start = max(moment ?? RunScheduler.firstMoment, RunScheduler.firstMoment)
    return SchedulingWindow(
      start: start, end: min(request.end ?? start + settings.maximumScheduledTime, RunScheduler.lastMoment),
      minimumTime: request.minimumTime ?? settings.minimumScheduledTime,
      minimumRuns: request.minimumRuns ?? settings.minimumRuns,
      maximumRuns: request.maximumRuns ?? settings.maximumRuns)
  }

  private func runs(of active: ActiveSchedule, in window: SchedulingWindow) -> [ScheduledRun] {
    guard let schedule = active.schedule else {
      tell(active, "the schedule can't be read")
      return []
    }
    do throws(ScheduleFault) {
      // Schedules that leave values open differ from each other, and not from one look to the next.
      let spread = UInt32(truncatingIfNeeded: active.id.low)
      return try dates.dates(of: schedule, spread: spread, in: window).map { date in
        ScheduledRun(schedule: active, date: date)
      }
    } catch {
      tell(active, error.reason)
      return []
    }
  }

  /// No zone's clocks are outside of the years 1 to 9999 between these.
  private static let firstMoment = CivilTime(year: 1, month: 1, day: 3).timestamp
  private static let lastMoment = CivilTime(year: 9999, month: 12, day: 30).timestamp

  /// Says once what is wrong with a schedule.
  private func tell(_ active: ActiveSchedule, _ message: String) {
    let isNews = told.withLock { told in
      if told.count > 10_000 { told.removeAll() }
      return told.insert(active.id).inserted
    }
    guard isNews else { return }
    logger.error(
      message,
      [
        "deployment_id": .text("\(active.deploymentID)"), "schedule_id": .text("\(active.id)"),
        "kind": .text(active.schedule?.kindName ?? "unreadable"),
      ])
  }
}
