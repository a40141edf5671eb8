internal import CPQ

/// Sending batches and sorting the answers. The caller sends only to an idle connection.
extension Connection {
  /// Sends a batch in pipeline mode, with one Sync at its end or one behind every statement.
  ///
  /// Behind one Sync, those that the same statement can answer go out as one run of it. When that raises, it is not known whose
  /// values are to blame: each of them counts as skipped.
  func send(_ batch: [Request], syncEach: Bool) {
    precondition(phase == .idle, "a batch for a connection that is not idle")
    phase = .busy
    batchNumber &+= 1
    if syncEach {
      requests = batch
      callers = batch.indices.map { [$0] }
      replies.removeAll(keepingCapacity: true)
    } else {
      callers = Connection.callers(of: batch)
      requests = callers.map { places in .joined(places.map { batch[$0] }) }
      replies = Array(repeating: .skipped, count: batch.count)
    }
    isSyncedEach = syncEach
    steps.removeAll(keepingCapacity: true)
    position = 0
    for (index, request) in requests.enumerated() {
      guard plan(for: request.statement), send(request, index), !syncEach || sync() else { return close(errorMessage) }
    }
    guard syncEach || sync() else { return close(errorMessage) }
    flush()
    watchForSilence()
  }

  /// Which requests of a batch go out together, in the order of the first of each.
  private static func callers(of batch: [Request]) -> [[Int]] {
    var callers: [[Int]] = []
    for (index, request) in batch.enumerated() {
      if request.statement.servesMany, let known = callers.firstIndex(where: { request.joins(batch[$0[0]]) }) {
        callers[known].append(index)
      } else {
        callers.append([index])
      }
    }
    return callers
  }

  private func sync() -> Bool {
    steps.append(.sync)
    return PQpipelineSync(handle) == 1
  }

  /// Has the session plan in the way that suits a statement.
  private func plan(for statement: Statement) -> Bool {
    let (present, wanted) = (planning, statement.planning)
    guard present != wanted else { return true }
    planning = wanted
    return Connection.planningSettings.allSatisfy { modes, name, value in
      let isWanted = modes.contains(wanted)
      if let present, modes.contains(present) == isWanted { return true }
      // DEFAULT is what the session began with.
      return run("SET \(name) = \(isWanted ? value : "DEFAULT")", as: .setting)
    }
  }

  /// In which ways of planning a setting has another value.
  private static let planningSettings: [(Set<Statement.Planning>, name: String, value: String)] = [
    ([.once, .onceInOrder], "plan_cache_mode", "force_generic_plan"),
    ([.onceInOrder], "enable_sort", "off"),
    ([.withoutIndexScans], "enable_indexscan", "off"),
  ]

  /// Gives up the statements that are used no more.
  private func release() -> Bool {
    prepared.takeObsolete().allSatisfy { name in run("DEALLOCATE \"\(name)\"", as: .release(name)) }
  }

  private func run(_ sql: String, as step: Step) -> Bool {
    steps.append(step)
    return PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1
  }

  private func send(_ request: Request, _ index: Int) -> Bool {
    let isSent: Bool
    switch prepared.plan(request, batch: batchNumber, at: .now) {
    case .ready(let name): isSent = execute(name, request.parameters)
    case .prepare(let name):
      guard release() else { return false }
      steps.append(.prepare(index, name: name))
      isSent = prepare(name, request) && execute(name, request.parameters)
    case .unnamed:
      isSent = request.parameters.withPointers { types, values, lengths, formats, count in
        PQsendQueryParams(handle, request.statement.sql, count, types, values, lengths, formats, 1) == 1
      }
    }
    steps.append(.execute(index))
    return isSent
  }

  private func prepare(_ name: String, _ request: Request) -> Bool {
    request.parameters.withPointers { types, _, _, _, count in
      PQsendPrepare(handle, name, request.statement.sql, count, types) == 1
    }
  }

  private func execute(_ name: String, _ parameters: Parameters) -> Bool {
    parameters.withPointers { _, values, lengths, formats, count in
      PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
    }
  }

  /// Sends SQL text of any number of statements, outside pipeline mode.
  func runScript(_ sql: String) {
    precondition(phase == .idle, "a script for a connection that is not idle")
    phase = .busy
    requests = []
    planning = nil
    steps = [.script]
    position = 0
    scriptFailure = nil
    guard PQexitPipelineMode(handle) == 1, PQsendQuery(handle, sql) == 1 else { return close(errorMessage) }
    flush()
    watchForSilence()
  }

  // MARK: Answers

  /// Takes every answer that is complete.
  func takeAnswers() {
    while phase == .busy, position < steps.count, PQisBusy(handle) == 0 {
      guard let pointer = PQgetResult(handle) else {
        endOfAnswer()
        continue
      }
      emptyAnswers = 0
      let result = QueryResult(pointer)
      switch result.status {
      case PGRES_PIPELINE_SYNC: synced()
      case PGRES_PIPELINE_ABORTED: take(.skipped)
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: take(.result(Rows(result)))
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        close("COPY is not supported")
      default:
        let error = ServerError(result)
        if error.endsSession || PQstatus(handle) == CONNECTION_BAD {
          close(error.message.isEmpty ? errorMessage : error.message)
        } else {
          take(.raised(error))
        }
      }
    }
  }

  private func endOfAnswer() {
    switch steps[position] {
    case .script:
      guard PQenterPipelineMode(handle) == 1 else { return close(errorMessage) }
      phase = .idle
      position += 1
      delegate?.connection(self, finishedScript: scriptFailure)
    case .prepare, .execute, .setting, .release, .sync:
      if hasSeenResult {
        hasSeenResult = false
        if case .sync = steps[position] { return }
        position += 1
      } else {
        // libpq says "nothing more" once where a statement ends; over and over means that it lost its place.
        emptyAnswers += 1
        if emptyAnswers > 8 { close("the answers of the server are out of step") }
      }
    }
  }

  private func take(_ reply: Reply) {
    hasSeenResult = true
    if case .raised = reply, steps.contains(where: \.isSetting) { planning = nil }
    switch steps[position] {
    case .prepare(let index, let name):
      if case .result = reply { prepared.confirm(requests[index], as: name) }
      keepFailure(reply)
    case .release(let name):
      if case .skipped = reply { prepared.keepObsolete(name) }
      keepFailure(reply)
    case .setting: keepFailure(reply)
    case .execute(let index):
      var reply = reply
      if let failure = preparationFailure {
        preparationFailure = nil
        reply = .raised(failure)
      }
      if case .raised(let error) = reply, error.isStalePreparation { prepared.forget(requests[index]) }
      answer(callers[index], requests[index].statement, reply)
    case .sync:
      if case .raised(let error) = reply { scriptFailure = error }
    case .script:
      if case .raised(let error) = reply, scriptFailure == nil { scriptFailure = error }
    }
  }

  /// What goes wrong before a statement is the statement's error.
  private func keepFailure(_ reply: Reply) {
    if case .raised(let error) = reply { preparationFailure = error }
  }

  private func answer(_ callers: [Int], _ statement: Statement, _ reply: Reply) {
    func keep(_ reply: Reply, for caller: Int) {
      if isSyncedEach { replies.append(reply) } else { replies[caller] = reply }
    }
    if statement.servesMany, case .result(let rows) = reply {
      let shares = Rows.shares(of: rows.result, callers: callers.count)
      for (caller, share) in zip(callers, shares) { keep(.result(share), for: caller) }
    } else {
      for caller in callers { keep(callers.count == 1 ? reply : .skipped, for: caller) }
    }
  }

  private func synced() {
    guard case .sync = steps[position] else { return close("the answers of the server are out of step") }
    hasSeenResult = false
    position += 1
    let settled = replies
    replies.removeAll(keepingCapacity: true)
    let commit = scriptFailure
    scriptFailure = nil
    if position == steps.count {
      phase = .idle
      requests = []
    }
    delegate?.connection(self, settled: settled, commit: commit)
  }
}
