internal import JSON
internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// What a transition of a flow run is decided on, as one statement loaded it.
struct FlowRunFacts: Sendable {
  var run: FlowRun
  var context: FlowRunEvent.Context
  var parent: ParentTaskRun?
  var slots: DeploymentSlots
  /// Whether the run's queue or its pool has a concurrency limit.
  var hasQueueLimit = false
  /// What those limits count; nil where nobody had to count it.
  var capacity: QueueCapacity?
  /// Whether an earlier state of the run bears the transition id that is proposed; false where nobody had to look.
  var isTransitionMade = false

  init(
    run: FlowRun, context: FlowRunEvent.Context, parent: ParentTaskRun?, slots: DeploymentSlots = DeploymentSlots()
  ) {
    self.run = run
    self.context = context
    self.parent = parent
    self.slots = slots
  }

  /// Reads a row of `FlowRunStatement.facts`.
  init(row: Row, at now: Timestamp, terms: SlotTerms) throws(DatabaseError) {
    var reader = row.reader()
    let run = try reader.flowRun(at: now)
    let poolType = try reader.optionalText()
    let hasQueueLimit = try reader.bool()
    var context = FlowRunEvent.Context(
      flow: .init(id: run.flowID, name: try reader.text(), tags: try reader.strings()))
    context.deployment = try reader.involved()
    context.workQueue = run.workQueueID.flatMap { id in run.workQueueName.map { .init(id: id, name: $0) } }
    context.workPool = run.workPoolID.flatMap { id in run.workPoolName.map { .init(id: id, name: $0) } }
    context.workPoolType = poolType
    context.createdBy = run.createdBy
    let slots = try reader.deploymentSlots(isDeploymentThere: context.deployment != nil, terms: terms)
    let parent = try reader.parentTaskRun()
    context.parentTaskRun = parent.map { .init(id: $0.subject.id, name: $0.name, tags: $0.tags) }
    self.init(run: run, context: context, parent: parent, slots: slots)
    self.hasQueueLimit = hasQueueLimit
  }

  /// Takes a proposal through the rules.
  func decide(
    _ proposal: StateCreate, id: UUID? = nil, isForced: Bool, at now: Timestamp, client: ClientVersions
  ) -> FlowRunTransition {
    decide(proposal, id: id, under: isForced ? .minimalFlow : .coreFlow, at: now, client: client)
  }

  /// Takes a proposal through the rules of a policy.
  ///
  /// - Parameter id: Of the state; by default a new one.
  func decide(
    _ proposal: StateCreate, id: UUID? = nil, under policy: FlowRunPolicyRules, at now: Timestamp,
    client: ClientVersions
  ) -> FlowRunTransition {
    let transition = FlowRunTransition(
      from: run.state, to: proposal.state(id: id ?? .timeOrdered(at: now), at: now),
      subject: FlowRunSubject(
        id: run.id, deploymentID: run.deploymentID, parentTaskRunID: run.parentTaskRunID,
        infrastructurePID: run.infrastructurePID, policy: run.empiricalPolicy, slots: slots,
        capacity: capacity, isTransitionMade: isTransitionMade),
      timing: RunTiming(
        runCount: run.runCount, expectedStartTime: run.expectedStartTime,
        nextScheduledStartTime: run.nextScheduledStartTime, startTime: run.startTime, endTime: run.endTime,
        totalRunTime: run.totalRunTime),
      now: now, client: client)
    return policy.decide(transition, global: .globalFlow)
  }

  /// Whether facts that were remembered are good for a proposal: others take and free the slots that it is about.
  func holds(for proposal: StateCreate) -> Bool {
    if run.deploymentID == nil && run.workQueueID == nil { return true }
    return proposal.type != .pending && !becomesActive(by: proposal)
  }

  /// Whether a proposal is to take a run that holds no slot of its deployment, its queue or its pool to where it needs one.
  func becomesActive(by proposal: StateCreate) -> Bool {
    switch run.state?.type {
    case .pending, .running, .cancelling: false
    default: proposal.type == .pending || proposal.type == .running
    }
  }

  /// What will be true once an outcome is written; nil for a run that is not worth remembering: one with a parent, whose
  /// state is part of the facts, with slots, or with a large result.
  func after(_ outcome: FlowRunTransition, _ state: State) -> FlowRunFacts? {
    guard parent == nil, run.parentTaskRunID == nil, slots.limit == nil, slots.lease == nil else { return nil }
    var facts = self
    facts.run.apply(outcome, state)
    facts.run.updated = outcome.now
    facts.run.state?.data = StateResult(of: state)?.data
    guard facts.run.state?.data.map({ $0.bytes.count <= 4096 }) ?? true else { return nil }
    // No rule looks at these, and they may be long.
    facts.run.parameters = .emptyObject
    facts.run.context = .emptyObject
    facts.run.jobVariables = nil
    return facts
  }

  /// What an outcome with a state writes.
  func write(_ outcome: FlowRunTransition, _ state: State) -> FlowRunWrite {
    var write = FlowRunWrite(
      runID: run.id, expectedStateID: run.stateID, expectedUpdated: run.updated, state: state, timing: outcome.timing,
      policy: outcome.subject.policy, written: outcome.now,
      event: FlowRunEvent.make(
        runID: run.id, runName: run.name, runTags: run.tags, runCount: outcome.timing.runCount, initial: run.state,
        written: state, context: context))
    write.staleInputKeys = outcome.subject.staleInputKeys
    if let parent {
      let mirrored = parent.mirroring(state, of: run.id, client: outcome.client)
      write.parent = mirrored.proposed.map { .init(taskRunID: parent.subject.id, state: $0, timing: mirrored.timing) }
    }
    return write
  }
}

extension RowReader {
  /// Reads an id, a name and tags; nil where the id is NULL.
  mutating func involved() throws(DatabaseError) -> FlowRunEvent.Context.Thing? {
    guard let id = try optionalUUID() else {
      skip()
      skip()
      return nil
    }
    return .init(id: id, name: try text(), tags: try strings())
  }
}
