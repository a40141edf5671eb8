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
  private static let pageSize = 500
  /// What one step may cost at most (`EventEvaluation.cost`), so that it takes far less than a term; a single event may cost
  /// more.
  private static let budget = 1000
  /// How long after the end of one reading the next begins, so that many commits are read together.
  private static let pause = Duration.milliseconds(10)
  /// How often commits and changes are looked for that nobody told of.
  private static let interval = Duration.seconds(1)
  /// How long shares are held without being renewed.
  private static let term = Duration.seconds(6)
  /// How many proactive triggers are evaluated in one step at most, how many buckets of each, and how many in all.
  private static let proactiveTriggers = 200
  private static let bucketsOfTrigger = 500
  private static let bucketsOfStep = 4000

  private let loop: EventLoop
  private let database: TriggerDatabase
  private let settings: TriggerSettings
  private let clock: WallClock
  private let logger: Logger
  nonisolated let metrics: TriggerMetrics
  nonisolated let wakeable: Wakeable

  private var cohorts = Cohorts()
  private var automations = LoadedAutomations()
  private var loops: LoopGuard
  /// When each proactive trigger is to be evaluated again; at once if it is not here.
  private var proactive: [UUID: Timestamp] = [:]
  /// When the feed was last read to its end.
  private var readTo: Timestamp?
  let metricReader: MetricReader
  /// Of how many events the next page is.
  private var pageLimit = TriggerEvaluator.pageSize
  private var waiting = 0
  private var renewed: ContinuousClock.Instant?
  private var checked: ContinuousClock.Instant?
  private var periodic: ContinuousClock.Instant?

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

  private func renew() async throws {
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
  private func refresh(isThorough: Bool) async throws -> Bool {
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

  // MARK: Events

  private func readOn() async throws {
    while let (cohort, end) = cohorts.next {
      try Task.checkCancellation()
      try await renew()
      let start = clock.now()
      let page = try await database.feed(automations.eventNames)
        .read(after: cohort.position, until: end, limit: pageLimit)
      // What was committed before the page was: an automation that is on the page's side of its events is known.
      if try await refresh(isThorough: false) { continue }
      guard cohorts.all.contains(cohort) else { continue }
      if let fitting = try await evaluate(page.items, of: cohort, to: page.position) {
        pageLimit = fitting
        continue
      }
      pageLimit = min(pageLimit * 2, Self.pageSize)
      cohorts.move(cohort.shares, to: page.position)
      if page.isLast, cohorts.all.count == 1 {
        readTo = start
        metrics.readTo.store(start)
        break
      }
    }
  }

  private func storePositions() async throws {
    for cohort in cohorts.all {
      try await database.steps.write(
        TriggerStep(shares: cohort.shares.sorted(), position: cohort.position, memory: TriggerMemory()),
        at: clock.now())
    }
  }

  /// Evaluates a page of events for some shares.
  ///
  /// - Returns: Of how many events a page has to be to be evaluated in one step, if this one is too much; then nothing was
  ///   done.
  private func evaluate(
    _ items: [FeedEvent], of cohort: Cohorts.Cohort, to position: FeedPosition
  ) async throws -> Int? {
    let start = ContinuousClock.now
    let now = clock.now()
    var interested: [UUID: [(automation: LoadedAutomation, trigger: EventTrigger)]] = [:]
    var interesting: [ReceivedEvent] = []
    var cost = 0
    for (place, item) in items.enumerated() {
      guard let event = item.event.map({ ReceivedEvent($0, received: item.stored.received) }) else { continue }
      let triggers = automations.interested(in: event.event, shares: cohort.shares)
      guard !triggers.isEmpty else { continue }
      cost += EventEvaluation.cost(of: event, for: triggers.count)
      if cost > Self.budget, place > 0 { return place }
      interested[event.event.id] = triggers
      interesting.append(event)
    }
    guard !interesting.isEmpty else { return nil }
    let missing = try await missing(interesting, by: position, now: now)
    var evaluation = EventEvaluation()
    var parked: [WaitingEvent] = []
    for event in PageOrder.sorted(interesting) {
      let triggers = interested[event.event.id] ?? []
      if let leader = missing[event.event.id] {
        let shares = Set(triggers.map { TriggerShare.number(of: $0.automation.automation.id) })
        parked += shares.map { WaitingEvent(event: event, leader: leader, share: $0) }
      } else {
        evaluation.append(event, triggers)
      }
    }
    try await write(evaluation, shares: cohort.shares, position: position, now: now) { $0.parked = parked }
    waiting += parked.count
    metrics.duration.observe(ContinuousClock.now - start)
    return nil
  }

  /// The events that others have to come before, by their ids (contract §6.7).
  private func missing(
    _ events: [ReceivedEvent], by position: FeedPosition, now: Timestamp
  ) async throws -> [UUID: UUID] {
    let followers = events.compactMap { event in
      event.event.follows.flatMap { leader in
        now - event.received < EventOrderRepository.patience ? (id: event.event.id, follows: leader) : nil
      }
    }
    return try await database.order.missing(followers, by: position, now: now)
  }

  private func write(
    _ evaluation: EventEvaluation, shares: Set<Int>, position: FeedPosition?, now: Timestamp,
    _ more: (inout TriggerStep) -> Void
  ) async throws {
    let needs = evaluation.needs
    let memory = try await database.memory.load(buckets: needs.buckets, held: needs.held, groups: needs.groups)
    var step = TriggerStep(shares: shares.sorted(), position: position, memory: memory)
    more(&step)
    var stopped: [UUID] = []
    let firings = evaluation.run(&step, now: now) { admits($1, of: $0, now, &stopped) }
    metrics.evaluated.add(evaluation.pairs.count)
    guard step.hasEffects else { return }
    try await database.steps.write(step, at: now)
    metrics.firings.add(firings)
    try await stop(stopped)
  }

  /// Evaluates the events that waited for others that have come, or that do not come.
  private func release() async throws {
    while waiting > 0, cohorts.all.count == 1, let cohort = cohorts.all.first, !cohort.position.isOnPage {
      let now = clock.now()
      let ready = try await database.order.ready(
        in: cohort.shares.sorted(), by: cohort.position, now: now, limit: Self.pageSize)
      guard !ready.isEmpty else { break }
      let missing = try await missing(ready.filter { !$0.isLost }.map(\.event), by: cohort.position, now: now)
      var evaluation = EventEvaluation()
      var parked: [WaitingEvent] = []
      var unparked: [(event: UUID, share: Int)] = []
      var cost = 0
      for (event, share, _) in ready {
        if cost > Self.budget { break }
        if let leader = missing[event.event.id] {
          parked.append(WaitingEvent(event: event, leader: leader, share: share))
        } else {
          let triggers = automations.interested(in: event.event, shares: [share])
          evaluation.append(event, triggers)
          cost += EventEvaluation.cost(of: event, for: triggers.count)
          unparked.append((event.event.id, share))
        }
      }
      try await write(evaluation, shares: cohort.shares, position: nil, now: now) {
        $0.parked = parked
        $0.unparked = unparked
      }
      waiting = try await database.order.countWaiting(in: cohort.shares.sorted())
      if unparked.isEmpty { break }
    }
    metrics.waiting.set(Double(waiting))
  }

  // MARK: Time

  /// Evaluates proactive triggers as of the moment up to which the feed was read: what was committed by then counts.
  private func evaluateProactive() async throws {
    guard let asOf = readTo, cohorts.all.count == 1 else { return }
    let shares = cohorts.shares
    var due = automations.proactive(in: shares).filter { proactive[$0.trigger.id].map { $0 <= asOf } ?? true }
    // A trigger with more buckets than fit in a step is evaluated again at once, behind the others.
    while !due.isEmpty {
      try Task.checkCancellation()
      try await renew()
      guard cohorts.shares == shares else { return }
      let part = Array(due.prefix(Self.proactiveTriggers))
      due.removeFirst(part.count)
      due += try await evaluateProactive(part, shares: shares, asOf: asOf)
    }
  }

  /// - Returns: Those that have more buckets than were evaluated.
  private func evaluateProactive(
    _ due: [(automation: LoadedAutomation, trigger: EventTrigger)], shares: Set<Int>, asOf: Timestamp
  ) async throws -> [(automation: LoadedAutomation, trigger: EventTrigger)] {
    let limit = min(Self.bucketsOfTrigger, Self.bucketsOfStep / due.count)
    let now = clock.now()
    let triggers = due.map { (automation: $0.automation.automation.id, trigger: $0.trigger) }
    let needs = due.map { TriggerEvaluation.needs($0.automation, $0.trigger) }
    let memory = try await database.memory.loadDue(
      triggers, held: Set(needs.compactMap(\.held)), groups: Set(needs.flatMap(\.groups)), asOf: asOf,
      limit: limit)
    let ends = try await database.memory.nextEnds(triggers, after: asOf)
    var step = TriggerStep(shares: shares.sorted(), position: nil, memory: memory)
    var stopped: [UUID] = []
    var next: [UUID: Timestamp] = [:]
    var cut: [(automation: LoadedAutomation, trigger: EventTrigger)] = []
    var count = 0
    for (place, (automation, trigger)) in due.enumerated() {
      let moment = now + .microseconds(place)
      let (firings, again) = TriggerEvaluation.proactive(
        automation, trigger, memory: &step.after, asOf: asOf, now: moment, makeID: { .timeOrdered(at: moment) })
      for firing in firings where admits(firing, of: automation, now, &stopped) {
        step.append(firing, of: automation)
        count += 1
      }
      if memory.buckets.keys.count(where: { $0.trigger == trigger.id }) >= limit { cut.append((automation, trigger)) }
      next[trigger.id] = min(again, ends[trigger.id] ?? again)
    }
    if step.hasEffects { try await database.steps.write(step, at: now) }
    metrics.firings.add(count)
    proactive.merge(next) { $1 }
    try await stop(stopped)
    return cut
  }

  /// Evaluates the metric triggers whose values have been read since the last time, and has the next values read.
  private func evaluateMetrics() async throws {
    guard settings.metricTriggers, cohorts.all.count == 1 else { return }
    let shares = cohorts.shares
    let triggers = automations.metrics(in: shares)
    let readings = await metricReader.next(Set(triggers.map { MetricQuery($0.trigger) }))
    let due = triggers.filter { readings[MetricQuery($0.trigger)] != nil }
    guard !due.isEmpty else { return }
    let now = clock.now()
    let needs = due.map { TriggerEvaluation.needs($0.automation, $0.trigger) }
    let memory = try await database.memory.load(
      buckets: Set(needs.map(\.bucket)), held: [], groups: Set(needs.flatMap(\.groups)))
    var step = TriggerStep(shares: shares.sorted(), position: nil, memory: memory)
    var count = 0
    for (place, (automation, trigger)) in due.enumerated() {
      let moment = now + .microseconds(place)
      let firings = TriggerEvaluation.measure(
        trigger.value(of: readings[MetricQuery(trigger)] ?? []), automation, trigger, memory: &step.after, at: moment,
        makeID: { .timeOrdered(at: moment) })
      for firing in firings { step.append(firing, of: automation) }
      count += firings.count
    }
    if step.hasEffects { try await database.steps.write(step, at: now) }
    metrics.firings.add(count)
  }

  private func sweep() async throws {
    guard let asOf = readTo, cohorts.all.count == 1 else { return }
    // A bucket that is still to be evaluated must not be swept.
    guard !automations.proactive(in: cohorts.shares).contains(where: { (proactive[$0.trigger.id] ?? asOf) <= asOf })
    else { return }
    try await database.memory.sweep(
      shares: cohorts.shares.sorted(), ended: asOf - settings.expiredBucketBuffer, now: asOf,
      retention: TriggerMemory.heldRetention, groups: automations.groups,
      metrics: automations.metrics(in: cohorts.shares).map(\.trigger.id))
  }

  // MARK: Loops

  private func admits(
    _ firing: Firing, of automation: LoadedAutomation, _ now: Timestamp, _ stopped: inout [UUID]
  ) -> Bool {
    if loops.admits(firing, of: automation, at: now) { return true }
    if !stopped.contains(automation.automation.id) { stopped.append(automation.automation.id) }
    return false
  }

  /// Switches automations off that feed themselves.
  private func stop(_ ids: [UUID]) async throws {
    for id in ids {
      logger.warning(
        "automation stopped: what it does makes it fire again and again",
        ["automation": .text("\(id)"), "firings_a_minute": .integer(Int64(settings.loopLimit))])
      metrics.stopped.add()
      try await database.automations.stopLoop(id, limit: settings.loopLimit)
    }
  }
}
