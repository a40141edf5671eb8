internal import JSON
internal import Models
internal import Postgres
internal import Values

extension Transaction {
  /// The deployment, held until the transaction ends.
  func lockDeployment(_ id: UUID, _ sentence: String = "Deployment not found.") async throws -> Deployment {
    guard let row = try await run(DeploymentStatement.lock, [.uuid(id)]).first else {
      throw DomainError.notFound(sentence)
    }
    var reader = row.reader()
    return try reader.deployment()
  }

  func deploymentSubject(_ id: UUID) async throws -> DeploymentSubject {
    guard let row = try await run(DeploymentStatement.subject, [.uuid(id)]).first else {
      throw DomainError.notFound("Deployment not found.")
    }
    var reader = row.reader()
    return try DeploymentSubject(reader: &reader)
  }

  func upsert(_ new: DeploymentCreate, at now: Timestamp) async throws -> (UUID, isNew: Bool) {
    guard let flow = try await run(DeploymentStatement.flowLabels, [.uuid(new.flowID)]).first else {
      // The pool is looked for first, as its absence is the better answer.
      if let pool = new.changes.workPoolName.value, !pool.isEmpty { _ = try await queue(nil, pool: pool) }
      throw DomainError.integrity
    }
    var flowRow = flow.reader()
    let flowLabels = try flowRow.optionalRawJSON().presentObject
    var old: Deployment?
    if let row = try await run(DeploymentStatement.lockByName, [.uuid(new.flowID), .text(new.name)]).first {
      var reader = row.reader()
      old = try reader.deployment()
    }
    var deployment = old ?? Deployment(id: .random(), created: now, updated: now, name: new.name, flowID: new.flowID)
    try await apply(new.changes, to: &deployment, detachesPool: false)
    if !new.changes.parameters.isPresent { deployment.parameters = .emptyObject }
    deployment.labels = Labels.merge(flowLabels, [("prefect.flow.id", "\(new.flowID)")], new.labels)
    try await checkBlocks(of: deployment)
    if let old {
      deployment.updated = max(now, old.updated + .microseconds(1))
      try await applyLimit(new.changes, to: &deployment, at: now)
      _ = try await run(DeploymentStatement.update, deployment.updateValues)
      _ = try await run(DeploymentStatement.deleteScheduledRuns, [.uuid(old.id), .bool(true), .timestamp(now)])
      _ = try await run(ScheduleStatement.deleteAll, [.uuid(old.id)])
    } else {
      try await applyLimit(new.changes, to: &deployment, at: now)
      _ = try await run(DeploymentStatement.insert, deployment.insertValues)
    }
    _ = try await insert(new.schedules, into: deployment.id, at: now)
    if let old {
      try await tell(of: deployment, since: old, at: now)
    } else {
      try await emit([try await deploymentSubject(deployment.id).event("created", at: now)], at: now)
    }
    return (deployment.id, old == nil)
  }

  /// Writes the event about what an update changed, if it changed anything.
  func tell(of deployment: Deployment, since old: Deployment, at now: Timestamp) async throws {
    let changes = deployment.changes(since: old)
    guard !changes.isEmpty else { return }
    try await emit([try await deploymentSubject(deployment.id).updatedEvent(changes, at: now)], at: now)
  }

  /// Takes over what was sent, but for the concurrency limit.
  ///
  /// - Parameter detachesPool: Whether null for the pool's name takes the deployment out of its queue.
  func apply(
    _ changes: DeploymentChanges, to deployment: inout Deployment, detachesPool: Bool
  ) async throws {
    try deployment.take(changes)
    let pool = changes.workPoolName.value.flatMap { $0.isEmpty ? nil : $0 }
    let queue = changes.workQueueName.value.flatMap { $0.isEmpty ? nil : $0 }
    if let pool {
      deployment.workQueueID = try await self.queue(queue, pool: pool)
    } else if detachesPool, case .null = changes.workPoolName {
      deployment.workQueueID = nil
    } else if let queue {
      deployment.workQueueID = try await legacyQueue(queue)
    }
  }

  /// The queue of a pool, made if it is not there; the default one without a name.
  func queue(_ name: String?, pool: String) async throws -> UUID? {
    guard let row = try await run(DeploymentStatement.queue, [.text(pool), .text(name)]).first else {
      throw WorkPoolRepository.notFound(pool)
    }
    var reader = row.reader()
    reader.skip()
    if let id = try reader.optionalUUID() { return id }
    guard let name else { return nil }
    return try await makeQueue(WorkQueueCreate(name: name), pool: pool, at: .now()).id
  }

  /// The queue of a name without a pool: one of the pool for agents, which is made if it is not there.
  private func legacyQueue(_ name: String) async throws -> UUID? {
    if let row = try await run(DeploymentStatement.legacyQueue, [.text(name)]).first {
      var reader = row.reader()
      return try reader.uuid()
    }
    try await makeAgentPool()
    return try await queue(name, pool: "default-agent-pool")
  }

  /// Makes the pool for agents if it is not there.
  func makeAgentPool() async throws {
    let now = Timestamp.now()
    let pool = WorkPool(
      id: .random(), created: now, updated: now, name: "default-agent-pool", type: WorkPool.agentType,
      defaultQueueID: .random())
    _ = try await run(WorkPoolStatement.insert, pool.insertValues(at: now, tellsStatus: false))
  }

  private func checkBlocks(of deployment: Deployment) async throws {
    let blocks = [("infrastructure", deployment.infrastructureDocumentID), ("storage", deployment.storageDocumentID)]
    for (kind, id) in blocks {
      guard let id, try await run(DeploymentStatement.blockExists, [.uuid(id)]).isEmpty else { continue }
      throw DomainError.conflict(
        "Error creating deployment. Could not find \(kind) block with id: \(id). This usually occurs when applying a "
          + "deployment specification that was built against a different Prefect database / workspace.")
    }
  }

  /// Links, makes, changes or lets go the concurrency limit, as was sent.
  func applyLimit(_ changes: DeploymentChanges, to deployment: inout Deployment, at now: Timestamp) async throws {
    switch changes.globalConcurrencyLimitID {
    case .absent: break
    case .null: deployment.concurrencyLimitID = nil
    case .value(let id):
      guard try await !run(DeploymentStatement.limitExists, [.uuid(id)]).isEmpty else {
        throw DomainError.notFound("Concurrency limit not found")
      }
      deployment.concurrencyLimitID = id
    }
    let own = "deployment:\(deployment.id)"
    switch changes.concurrencyLimit {
    case .absent: break
    case .null:
      guard let id = deployment.concurrencyLimitID else { return }
      deployment.concurrencyLimitID = nil
      _ = try await run(DeploymentStatement.deleteOwnLimit, [.uuid(id), .text(own)])
    case .value(let limit):
      if let id = deployment.concurrencyLimitID {
        _ = try await run(DeploymentStatement.setLimit, [.uuid(id), .int4(Int32(clamping: limit)), .timestamp(now)])
      } else {
        let rows = try await run(
          DeploymentStatement.makeLimit,
          [.uuid(.random()), .timestamp(now), .text(own), .int4(Int32(clamping: limit))])
        guard let row = rows.first else { return }
        var reader = row.reader()
        deployment.concurrencyLimitID = try reader.uuid()
      }
    }
  }
}

extension Deployment {
  /// Takes over what was sent and needs no look into the database.
  mutating func take(_ changes: DeploymentChanges) throws(DomainError) {
    isPaused = changes.isPaused.value ?? isPaused
    tags = changes.tags.value ?? tags
    jobVariables = changes.jobVariables.value ?? jobVariables
    if case .null = changes.parameters { throw .integrity }
    if case .null = changes.enforcesParameterSchema { throw .integrity }
    parameters = changes.parameters.value ?? parameters
    enforcesParameterSchema = changes.enforcesParameterSchema.value ?? enforcesParameterSchema
    changes.concurrencyOptions.change(&concurrencyOptions)
    changes.parameterSchema.change(&parameterSchema)
    changes.pullSteps.change(&pullSteps)
    changes.storageDocumentID.change(&storageDocumentID)
    changes.infrastructureDocumentID.change(&infrastructureDocumentID)
    changes.description.change(&description)
    changes.path.change(&path)
    changes.version.change(&version)
    changes.entrypoint.change(&entrypoint)
    if let name = changes.workQueueName.value { ownWorkQueueName = name }
  }
}

extension Field {
  /// Sets what was sent; null clears it.
  func change(_ value: inout Value?) {
    switch self {
    case .absent: break
    case .null: value = nil
    case .value(let new): value = new
    }
  }
}
