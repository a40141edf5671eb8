internal import Lifecycle
internal import Models
internal import Observability
internal import Reactor
internal import Store
internal import Triggers
internal import Values

extension TriggerEvaluator {
  /// Evaluates proactive triggers as of the moment up to which the feed was read: what was committed by then counts.
  func evaluateProactive() async throws {
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
  func evaluateMetrics() async throws {
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

  func sweep() async throws {
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

  func admits(
    _ firing: Firing, of automation: LoadedAutomation, _ now: Timestamp, _ stopped: inout [UUID]
  ) -> Bool {
    if loops.admits(firing, of: automation, at: now) { return true }
    if !stopped.contains(automation.automation.id) { stopped.append(automation.automation.id) }
    return false
  }

  /// Switches automations off that feed themselves.
  func stop(_ ids: [UUID]) async throws {
    for id in ids {
      logger.warning(
        "automation stopped: what it does makes it fire again and again",
        ["automation": .text("\(id)"), "firings_a_minute": .integer(Int64(settings.loopLimit))])
      metrics.stopped.add()
      try await database.automations.stopLoop(id, limit: settings.loopLimit)
    }
  }
}
