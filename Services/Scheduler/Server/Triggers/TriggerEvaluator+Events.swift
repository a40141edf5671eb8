internal import Lifecycle
internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Triggers
internal import Values

extension TriggerEvaluator {
  func readOn() async throws {
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

  func storePositions() async throws {
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
  func evaluate(
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
  func missing(
    _ events: [ReceivedEvent], by position: FeedPosition, now: Timestamp
  ) async throws -> [UUID: UUID] {
    let followers = events.compactMap { event in
      event.event.follows.flatMap { leader in
        now - event.received < EventOrderRepository.patience ? (id: event.event.id, follows: leader) : nil
      }
    }
    return try await database.order.missing(followers, by: position, now: now)
  }

  /// Evaluates, and writes what comes of it. What can't be written for the sake of one automation does not keep the others
  /// from being evaluated.
  private func write(
    _ evaluation: EventEvaluation, shares: Set<Int>, position: FeedPosition?, now: Timestamp,
    _ more: (inout TriggerStep) -> Void
  ) async throws {
    do {
      try await writeOnce(evaluation, shares: shares, position: position, now: now, more)
    } catch let error as DatabaseError where error.isOfValues {
      let rest = try await withoutUnwritable(evaluation, shares: shares, now: now)
      guard rest.pairs.count < evaluation.pairs.count else { throw error }
      try await writeOnce(rest, shares: shares, position: position, now: now, more)
    }
  }

  private func writeOnce(
    _ evaluation: EventEvaluation, shares: Set<Int>, position: FeedPosition?, now: Timestamp,
    _ more: (inout TriggerStep) -> Void
  ) async throws {
    var step = try await step(evaluation, shares: shares, position: position)
    more(&step)
    var stopped: [UUID] = []
    let firings = evaluation.run(&step, now: now) { admits($1, of: $0, now, &stopped) }
    metrics.evaluated.add(evaluation.pairs.count)
    guard step.hasEffects else { return }
    try await database.steps.write(step, at: now)
    metrics.firings.add(firings)
    try await stop(stopped)
  }

  private func step(
    _ evaluation: EventEvaluation, shares: Set<Int>, position: FeedPosition?
  ) async throws -> TriggerStep {
    let needs = evaluation.needs
    let memory = try await database.memory.load(buckets: needs.buckets, held: needs.held, groups: needs.groups)
    return TriggerStep(shares: shares.sorted(), position: position, memory: memory)
  }

  /// Leaves out the automations whose part of an evaluation can't be written, as a rehearsal of each shows.
  private func withoutUnwritable(
    _ evaluation: EventEvaluation, shares: Set<Int>, now: Timestamp
  ) async throws -> EventEvaluation {
    var rest = EventEvaluation()
    for (automation, part) in evaluation.byAutomation {
      try Task.checkCancellation()
      try await renew()
      var step = try await step(part, shares: shares, position: nil)
      _ = part.run(&step, now: now) { _, _ in true }
      do {
        try await database.steps.rehearse(step, at: now)
        rest.append(part)
      } catch let error as DatabaseError where error.isOfValues {
        metrics.unwritable.add(part.pairs.count)
        logger.error(
          "events could not be evaluated for an automation",
          [
            "automation": .text("\(automation)"), "events": .integer(Int64(part.pairs.count)),
            "error": .text("\(error)"),
          ])
      }
    }
    return rest
  }

  /// Evaluates the events that waited for others that have come, or that do not come.
  func release() async throws {
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
}

extension DatabaseError {
  /// Whether it is about the values that were to be written, so that it would come again.
  fileprivate var isOfValues: Bool {
    switch self {
    case .invalidText, .constraint: true
    // Data exceptions, violated constraints and exceeded limits.
    case .statement(let sqlState, _): ["22", "23", "54"].contains(sqlState.prefix(2))
    default: false
    }
  }
}
