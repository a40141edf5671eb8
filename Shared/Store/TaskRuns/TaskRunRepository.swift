internal import JSON
public import Models
internal import Orchestration
public import Postgres
public import Values

/// Task runs in the database: made, read, and taken from state to state over REST.
public struct TaskRunRepository: Sendable {
  let database: Database
  let limits: ModelLimits
  let clock: WallClock
  let tallies: TallyReader
  let searchKeys: SearchKeys
  let terms: SlotTerms

  public init(
    database: Database, limits: ModelLimits = .default, clock: WallClock = .system, terms: SlotTerms = SlotTerms()
  ) {
    self.database = database
    self.limits = limits
    self.clock = clock
    tallies = TallyReader(database)
    searchKeys = SearchKeys(database)
    self.terms = terms
  }

  /// Makes a run with its first state, PENDING unless another is given; where the natural key is taken, the run that has
  /// it is left as it is.
  ///
  /// - Returns: The run, and whether it was made now.
  public func create(_ new: TaskRunCreate) async throws -> (run: TaskRun, isNew: Bool) {
    let now = clock.now()
    let id = new.id ?? .random()
    let proposal = new.state ?? StateCreate(type: .pending)
    let outcome = try await firstState(proposal, of: new, id: id, at: now)
    guard let state = outcome.proposed else { throw DatabaseError.decoding("the rules left a new run without a state") }
    let values: [SQLValue] = [
      .uuid(id), .timestamp(now), .uuid(new.flowRunID), .text(new.taskKey), .text(new.dynamicKey),
      .text(new.name ?? RunName.random()), .text(new.cacheKey), .timestamp(new.cacheExpiration),
      .text(new.taskVersion), .jsonb(new.empiricalPolicy.json), .jsonb(RawJSON { $0.strings(new.tags) }.bytes),
      .jsonb(new.taskInputs.bytes), .jsonb((new.labels ?? .emptyObject).bytes),
    ]
    let rows = try await database.run(
      TaskRunStatement.insert, values + TaskRunRepository.values(state, outcome), on: .key(id))
    if !rows.isEmpty { return (try await read(id), true) }
    let existing = try await database.run(
      TaskRunStatement.readByNaturalKey, [.uuid(new.flowRunID), .text(new.taskKey), .text(new.dynamicKey)])
    guard let row = existing.first else {
      throw DatabaseError.conflictRetry("a task run of the same key was deleted meanwhile")
    }
    var reader = row.reader()
    return (try reader.taskRun(at: clock.now()), false)
  }

  private func firstState(
    _ proposal: StateCreate, of new: TaskRunCreate, id: UUID, at now: Timestamp
  ) async throws -> TaskRunTransition {
    var subject = TaskRunSubject(
      id: id, flowRunID: new.flowRunID, policy: new.empiricalPolicy, flowRunState: nil, flowRunRunCountNow: 0,
      flowRunRunCount: 0, runCount: 0)
    subject.cache.maximumKeyLength = limits.cacheKeyCharacters
    let isDeferred = proposal.details.deferred == true
    if isDeferred, proposal.type == .running {
      let key = TaskRunCache.soughtKey(type: proposal.type, details: proposal.details)
      let rows = try await database.run(
        TaskRunStatement.creationFacts, [.uuid(new.flowRunID), .text(key), .timestamp(now)], on: .read)
      if var reader = rows.first?.reader() {
        subject.flowRunRunCountNow = try reader.optionalInt() ?? 0
        subject.cache.state = try reader.state()
      }
    }
    let transition = TaskRunTransition(
      from: nil, to: proposal.state(id: .timeOrdered(at: now), at: now), subject: subject, timing: RunTiming(),
      now: now, client: ClientVersions())
    return (isDeferred ? Policy.backgroundTask : .minimalTask).decide(transition, global: .globalTask)
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> TaskRun {
    guard let row = try await database.run(TaskRunStatement.read, [.uuid(id)], on: .read).first else {
      throw DomainError.notFound("Task not found")
    }
    var reader = row.reader()
    return try reader.taskRun(at: clock.now())
  }

  /// - Throws: `notFound`.
  public func update(_ id: UUID, _ update: TaskRunUpdate) async throws {
    let name: String? =
      switch update.name {
      case .absent: nil
      case .null: RunName.random()
      case .value(let name): name
      }
    let rows = try await database.run(
      TaskRunStatement.rename, [.uuid(id), .text(name), .timestamp(clock.now())], on: .key(id))
    guard !rows.isEmpty else { throw DomainError.notFound("Task run not found") }
  }

  /// Deletes a run's logs, then the run with its states and the lines that came meanwhile: so there are never logs without
  /// their run.
  ///
  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    try await database.deleteLogs(TaskRunStatement.deleteLogs, of: id)
    guard try await !database.run(TaskRunStatement.delete, [.uuid(id)], on: .key(id)).isEmpty else {
      throw DomainError.notFound("Task not found")
    }
  }

  /// - Throws: `notFound`.
  public func state(_ id: UUID) async throws -> State {
    guard let row = try await database.run(TaskRunStatement.readState, [.uuid(id)], on: .read).first else {
      throw DomainError.notFound("Flow run state not found")
    }
    var reader = row.reader()
    guard let state = try reader.state() else { throw DatabaseError.decoding("a state has no id") }
    return state
  }

  /// The states a run has been in, the oldest first; none of a run that is not there.
  public func states(of taskRunID: UUID) async throws -> [State] {
    var states: [State] = []
    for row in try await database.run(TaskRunStatement.states, [.uuid(taskRunID)], on: .bulk) {
      var reader = row.reader()
      if let state = try reader.state() { states.append(state) }
    }
    return states
  }

  /// The parameters of a state and of what changes with it.
  static func values(_ state: State, _ outcome: TaskRunTransition) -> [SQLValue] {
    let result = StateResult(of: state)
    let timing = outcome.timing
    let isCached = outcome.subject.cache.isFilled
    return [
      .uuid(state.id), .text(state.type.rawValue), .timestamp(state.timestamp), .text(state.name),
      .text(state.message), .jsonb(state.details.json), .int4(Int32(clamping: timing.runCount)),
      .timestamp(timing.expectedStartTime), .timestamp(timing.nextScheduledStartTime), .timestamp(timing.startTime),
      .timestamp(timing.endTime), .interval(timing.totalRunTime),
      .int4(Int32(clamping: outcome.subject.flowRunRunCount)), .json(result?.data.bytes), .text(result?.key),
      .text(result?.type), .text(result?.description), .text(isCached ? state.details.cacheKey : nil),
      .timestamp(isCached ? state.details.cacheExpiration : nil), .bool(outcome.subject.queue.map { $0 == .retry }),
    ]
  }
}
