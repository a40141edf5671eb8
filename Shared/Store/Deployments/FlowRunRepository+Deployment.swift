public import JSON
public import Models
public import Orchestration
internal import Postgres
internal import Values

extension FlowRunRepository {
  /// Makes a run of a deployment with what the request adds, or finds the one of the same key. Without a state it is
  /// scheduled for now.
  ///
  /// - Throws: `FlowRunRefusal`; `integrity` for the parent task run.
  public func create(
    of deployment: Deployment, _ request: DeploymentFlowRunCreate, createdBy: CreatedBy?, client: ClientVersions
  ) async throws -> (run: FlowRun, isNew: Bool) {
    let parameters = try await admittedParameters(of: deployment, request)
    try await admit(jobVariables: request.jobVariables, of: deployment)
    try await makeQueue(of: deployment, request)
    let new = deployment.run(request, parameters, at: clock.now())
    for _ in 0..<OptimisticWrite.maximumTries {
      let rows = try await database.run(
        FlowRunStatement.creationFacts,
        [
          .uuid(new.flowID), .text(new.idempotencyKey), .uuid(new.deploymentID), .uuid(new.parentTaskRunID),
          .text(new.workPoolName), .text(new.workQueueName),
        ], on: .read)
      guard let row = rows.first else { throw DomainError.notFound("Deployment not found") }
      var facts = try FlowRunCreationFacts(row: row)
      if let existing = facts.existingID { return (try await read(existing), false) }
      facts.flowLabels = Labels.merge(
        deployment.labels, [("prefect.flow.id", "\(new.flowID)"), ("prefect.deployment.id", "\(deployment.id)")], nil)
      var (run, write, _) = try facts.decide(new, createdBy: createdBy, at: clock.now(), client: client)
      run.deploymentVersion = deployment.version
      let (statement, values) = write.insertion(of: run, flowUpdated: facts.flowUpdated)
      let written = try await database.run(statement, values, on: .key(run.id))
      if !written.isEmpty {
        run.estimate(at: clock.now())
        return (run, true)
      }
      // Somebody else made the run of this key meanwhile: it is found the next time round.
    }
    throw DatabaseError.conflictRetry("flow run of one key was made and deleted again and again")
  }

  /// Makes the queue that the request names, if it is not there.
  private func makeQueue(of deployment: Deployment, _ request: DeploymentFlowRunCreate) async throws {
    guard let queue = request.workQueueName, !queue.isEmpty else { return }
    guard let pool = deployment.workPoolName else {
      throw FlowRunRefusal.queueWithoutPool(queue: queue, deployment: "\(deployment.id)")
    }
    guard queue != deployment.workQueueName else { return }
    do {
      _ = try await database.transaction { try await $0.queue(queue, pool: pool) }
    } catch DatabaseError.constraint(kind: .unique, _, _) {
      // Somebody else made it meanwhile.
    }
  }
}

extension Deployment {
  /// The run that a request asks for, its tags beside the deployment's.
  fileprivate func run(_ request: DeploymentFlowRunCreate, _ parameters: RawJSON, at now: Timestamp) -> FlowRunCreate {
    var new = FlowRunCreate(
      flowID: flowID, name: request.name,
      state: request.state ?? StateCreate(type: .scheduled, details: StateDetails(scheduledTime: now)),
      parameters: parameters,
      tags: tags + request.tags.filter { !tags.contains($0) }, idempotencyKey: request.idempotencyKey, deploymentID: id)
    new.context = request.context
    new.empiricalPolicy = request.empiricalPolicy
    new.labels = request.labels
    new.parentTaskRunID = request.parentTaskRunID
    new.infrastructureDocumentID = request.infrastructureDocumentID ?? infrastructureDocumentID
    new.jobVariables = request.jobVariables
    new.workPoolName = workPoolName
    new.workQueueName = request.workQueueName.flatMap { $0.isEmpty ? nil : $0 } ?? workQueueName ?? ownWorkQueueName
    return new
  }
}

extension RawJSON {
  /// An object with the members of another beside its own, and instead of them where the keys are the same.
  public func overlaid(by other: RawJSON) -> RawJSON {
    guard let base = document()?.root, let top = other.document()?.root else { return self }
    let replaced = Set(top.members.map(\.key))
    if replaced.isEmpty { return self }
    return RawJSON { writer in
      writer.beginObject()
      for (key, value) in base.members where !replaced.contains(key) {
        writer.key(key)
        writer.value(value)
      }
      for (key, value) in top.members {
        writer.key(key)
        writer.value(value)
      }
      writer.endObject()
    }
  }
}
