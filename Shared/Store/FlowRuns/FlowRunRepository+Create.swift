internal import JSON
public import Models
public import Orchestration
internal import Postgres
internal import Values

extension FlowRunRepository {
  /// Makes a run with its first state, or finds the one of the same flow and idempotency key.
  ///
  /// The state goes through the rules as a forced one, so counts and times come out as after a transition.
  ///
  /// - Throws: `notFound` for a pool or a queue that is not there; `integrity` for the flow or the parent task run, and for
  ///   an empty idempotency key that is taken, because an empty key asks for a run of its own.
  public func create(
    _ new: FlowRunCreate, createdBy: CreatedBy? = nil, client: ClientVersions
  ) async throws -> (run: FlowRun, isNew: Bool) {
    let key = new.idempotencyKey.flatMap { $0.isEmpty ? nil : $0 }
    var remembered = new.dependsOnFlowAlone ? recentFlows.facts(of: new.flowID, at: clock.now()) : nil
    for _ in 0..<OptimisticWrite.maximumTries {
      let isRemembered = remembered != nil
      let facts = if let remembered { remembered } else { try await creationFacts(new, key: key) }
      remembered = nil
      if let existing = facts.existingID { return (try await read(existing), false) }
      let now = clock.now()
      var (run, write, after) = try facts.decide(new, createdBy: createdBy, at: now, client: client)
      let (statement, values) = write.insertion(of: run, flowUpdated: facts.flowUpdated)
      let written = try await database.run(statement, values, on: .key(run.id))
      if !written.isEmpty {
        if new.dependsOnFlowAlone { recentFlows.remember(facts, of: new.flowID, at: now) }
        // The slots of a deployment were not looked at.
        if let after, run.deploymentID == nil { recentRuns.remember(after, of: run.id, at: now) }
        run.estimate(at: clock.now())
        // What is stored is what was sent; what is shown is the queue it led to.
        run.workQueueName = facts.context.workQueue?.name ?? run.workQueueName
        return (run, true)
      }
      // The flow was changed, or somebody else made the run of this key: what is so shows the next time round.
      recentFlows.forget(new.flowID)
      guard isRemembered || new.idempotencyKey?.isEmpty != true else { throw DomainError.integrity }
    }
    throw DatabaseError.conflictRetry("flow run of one key was made and deleted again and again")
  }

  private func creationFacts(_ new: FlowRunCreate, key: String?) async throws -> FlowRunCreationFacts {
    let rows = try await database.run(
      FlowRunStatement.creationFacts,
      [
        .uuid(new.flowID), .text(key), .uuid(new.deploymentID), .uuid(new.parentTaskRunID),
        .text(new.workPoolName), .text(new.workQueueName),
      ], on: .read)
    guard let row = rows.first else { throw DomainError.integrity }
    return try FlowRunCreationFacts(row: row)
  }
}

extension FlowRunCreate {
  /// Whether nothing but the flow has to be looked up to make the run.
  fileprivate var dependsOnFlowAlone: Bool {
    deploymentID == nil && parentTaskRunID == nil && workPoolName == nil
  }
}

/// What making a flow run depends on.
struct FlowRunCreationFacts: Sendable {
  var flowUpdated: Timestamp
  /// Those of the deployment, if the run is of one, else those of the flow.
  var flowLabels: RawJSON
  var existingID: UUID?
  var context: FlowRunEvent.Context
  var parent: ParentTaskRun?

  /// Reads a row of `FlowRunStatement.creationFacts`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    flowUpdated = try reader.timestamp()
    // The flow's id is the request's own; `decide` fills it in.
    context = FlowRunEvent.Context(
      flow: .init(id: UUID(high: 0, low: 0), name: try reader.text(), tags: try reader.strings()))
    flowLabels = try reader.optionalRawJSON().presentObject
    context.deployment = try reader.thing(hasTags: true)
    let deploymentLabels = try reader.optionalRawJSON()
    if let deployment = context.deployment {
      flowLabels = Labels.merge(
        deploymentLabels.presentObject, [("prefect.deployment.id", "\(deployment.id)")], nil)
    }
    existingID = try reader.optionalUUID()
    context.workQueue = try reader.thing(hasTags: false)
    context.workPool = try reader.thing(hasTags: false)
    context.workPoolType = try reader.optionalText()
    parent = try reader.parentTaskRun()
    context.parentTaskRun = parent.map { .init(id: $0.subject.id, name: $0.name, tags: $0.tags) }
  }

  func decide(
    _ new: FlowRunCreate, createdBy: CreatedBy?, at now: Timestamp, client: ClientVersions
  ) throws(DomainError) -> (run: FlowRun, write: FlowRunWrite, after: FlowRunFacts?) {
    try checkQueue(of: new)
    if new.parentTaskRunID != nil, parent == nil { throw .integrity }
    var context = context
    context.flow.id = new.flowID
    context.createdBy = createdBy
    var run = FlowRun(
      id: .timeOrdered(at: now), created: now, updated: now, name: new.name ?? RunName.random(), flowID: new.flowID,
      deploymentID: new.deploymentID, workQueueID: context.workQueue?.id,
      workQueueName: new.workQueueName, flowVersion: new.flowVersion,
      parameters: new.parameters, idempotencyKey: new.idempotencyKey, context: new.context,
      empiricalPolicy: new.empiricalPolicy, tags: new.tags,
      labels: Labels.merge(flowLabels, [("prefect.flow.id", "\(new.flowID)")], new.labels),
      parentTaskRunID: new.parentTaskRunID, infrastructureDocumentID: new.infrastructureDocumentID,
      createdBy: createdBy,
      jobVariables: new.jobVariables ?? (new.idempotencyKey?.isEmpty == false ? nil : .emptyObject))
    run.workPoolID = context.workPool?.id
    run.workPoolName = context.workPool?.name
    let facts = FlowRunFacts(run: run, context: context, parent: parent)
    let outcome = facts.decide(
      new.state ?? StateCreate(type: .pending), isForced: true, at: now, client: client)
    guard let state = outcome.proposed else { throw .integrity }
    let write = facts.write(outcome, state)
    run.apply(outcome, state)
    // The answer has the state as it is read back.
    run.state?.data = StateResult(of: state)?.data
    return (run, write, facts.after(outcome, state))
  }

  private func checkQueue(of new: FlowRunCreate) throws(DomainError) {
    guard let pool = new.workPoolName else { return }
    guard context.workPool != nil else { throw .notFound("Work pool \"\(pool)\" not found.") }
    if context.workQueue == nil {
      throw .notFound("Work pool queue '\(pool)/\(new.workQueueName ?? "default")' not found.")
    }
  }
}

extension FlowRun {
  /// Takes over what a transition wrote.
  mutating func apply(_ outcome: FlowRunTransition, _ state: State) {
    self.state = state
    stateID = state.id
    stateType = state.type
    stateName = state.name
    empiricalPolicy = outcome.subject.policy
    runCount = outcome.timing.runCount
    expectedStartTime = outcome.timing.expectedStartTime
    nextScheduledStartTime = outcome.timing.nextScheduledStartTime
    startTime = outcome.timing.startTime
    endTime = outcome.timing.endTime
    totalRunTime = outcome.timing.totalRunTime
  }
}

extension RowReader {
  /// Reads an id, a name and perhaps tags; nil where the id is NULL.
  fileprivate mutating func thing(hasTags: Bool) throws(DatabaseError) -> FlowRunEvent.Context.Thing? {
    guard let id = try optionalUUID() else {
      for _ in 0..<(hasTags ? 2 : 1) { skip() }
      return nil
    }
    return .init(id: id, name: try text(), tags: hasTags ? try strings() : [])
  }
}
