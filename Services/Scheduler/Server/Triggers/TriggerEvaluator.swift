internal import Lifecycle
internal import Models
internal import Observability
internal import Reactor
internal import Store
internal import Triggers
internal import Values

/// Evaluates the triggers of this scheduler's share of the automations (contract §6.6).
///
/// It reads the committed feed of events by position, so what is committed while no scheduler runs is evaluated by the next
/// one. Each step (what is remembered, the position, the events of firings and the actions that they ask for) is one
/// transaction that checks who holds the shares: a cause fires once, whoever dies. Nothing that is remembered is kept here;
/// what is kept can be lost.
actor TriggerEvaluator {
  /// Events of one page at most.
  static let pageSize = 500
  /// What one step may cost at most (`EventEvaluation.cost`), so that it takes far less than a term; a single event may cost
  /// more.
  static let budget = 1000
  /// How long after the end of one reading the next begins, so that many commits are read together.
  static let pause = Duration.milliseconds(10)
  /// How often commits and changes are looked for that nobody told of.
  static let interval = Duration.seconds(1)
  /// How long shares are held without being renewed.
  static let term = Duration.seconds(6)
  /// How many proactive triggers are evaluated in one step at most, how many buckets of each, and how many in all.
  static let proactiveTriggers = 200
  static let bucketsOfTrigger = 500
  static let bucketsOfStep = 4000

  let loop: EventLoop
  let database: TriggerDatabase
  let settings: TriggerSettings
  let clock: WallClock
  let logger: Logger
  nonisolated let metrics: TriggerMetrics
  nonisolated let wakeable: Wakeable

  var cohorts = Cohorts()
  var automations = LoadedAutomations()
  var loops: LoopGuard
  /// When each proactive trigger is to be evaluated again; at once if it is not here.
  var proactive: [UUID: Timestamp] = [:]
  /// When the feed was last read to its end.
  var readTo: Timestamp?
  let metricReader: MetricReader
  /// Of how many events the next page is.
  var pageLimit = TriggerEvaluator.pageSize
  var waiting = 0
  var renewed: ContinuousClock.Instant?
  var checked: ContinuousClock.Instant?
  var periodic: ContinuousClock.Instant?

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(
    loop: EventLoop, database: TriggerDatabase, settings: TriggerSettings, clock: WallClock = .system,
    metrics: TriggerMetrics, logger: Logger
  ) {
    self.loop = loop
    self.database = database
    self.settings = settings
    self.clock = clock
    self.metrics = metrics
    self.logger = logger
    wakeable = Wakeable(loop: loop)
    loops = LoopGuard(limit: settings.loopLimit)
    metricReader = MetricReader(loop: loop, clock: clock, logger: logger) { [metrics = database.metrics] query, now in
      try await metrics.runs(of: query.metric, over: query.range, until: now)
    }
  }

  /// Looks for commits soon. From any thread.
  nonisolated func wake() { wakeable.wake() }

  /// Evaluates until the task is cancelled, then gives its shares back.
  func run() async throws {
    while !Task.isCancelled {
      do {
        if database.isReady() { try await pass() }
        try await wakeable.sleep(for: Self.interval)
        try await loop.sleep(for: Self.pause)
      } catch is CancellationError {
        break
      } catch {
        await recover(from: error)
      }
    }
    await leave()
  }

  /// After a failure nobody knows what was written: the shares and their positions are read anew.
  private func recover(from error: any Error) async {
    if error is TriggerSharesLost {
      logger.info("shares of the automations were taken over by another scheduler")
    } else {
      logger.warning("triggers can't be evaluated now, retrying", ["error": .text("\(error)")])
    }
    cohorts.clear()
    renewed = nil
    // Cancelled, it ends at the next look.
    try? await loop.sleep(for: Self.interval)
  }

  private func leave() async {
    cohorts.clear()
    do { try await database.shares.leave() } catch {
      logger.debug("the shares of the automations could not be given back", ["error": .text("\(error)")])
    }
  }

  // MARK: One pass

  func pass() async throws {
    try await renew()
    guard !cohorts.all.isEmpty else { return }
    _ = try await refresh(isThorough: isDue(&checked, every: Self.interval))
    try await readOn()
    try await release()
    if isDue(&periodic, every: settings.granularity) {
      try await evaluateProactive()
      try await evaluateMetrics()
      try await sweep()
    }
  }

  private func isDue(_ last: inout ContinuousClock.Instant?, every interval: Duration) -> Bool {
    let now = ContinuousClock.now
    if let last, now - last < interval { return false }
    last = now
    return true
  }

  func renew() async throws {
    guard isDue(&renewed, every: Self.term / 3) else { return }
    try await storePositions()
    let before = cohorts.shares
    cohorts.replace(with: try await database.shares.take(for: Self.term))
    let shares = cohorts.shares
    metrics.shares.set(Double(shares.count))
    guard shares != before else { return }
    logger.info("evaluating shares of the automations", ["shares": .integer(Int64(shares.count))])
    proactive = [:]
    waiting = try await database.order.countWaiting(in: shares.sorted())
  }

  /// Loads the automations if they have changed.
  ///
  /// - Returns: Whether they had.
  func refresh(isThorough: Bool) async throws -> Bool {
    let version = try await database.automations.version(isThorough: isThorough)
    if let known = automations.version, known.agrees(with: version) { return false }
    // Events up to here have been evaluated for the automations as they were; after a restart they must not be for others.
    try await storePositions()
    let loaded = try await database.automations.version(isThorough: true)
    let unknown = automations.replace(with: try await database.automations.listEnabled(), version: loaded)
    if !unknown.isEmpty {
      logger.warning(
        "automations have a trigger of an unknown form and are not evaluated",
        ["automations": .text(unknown.map { "\($0)" }.joined(separator: ", "))])
    }
    metrics.automations.set(Double(automations.index.all.count))
    let triggers = Set(automations.index.all.values.flatMap { $0.eventTriggers.map(\.id) })
    proactive = proactive.filter { triggers.contains($0.key) }
    return true
  }
}
