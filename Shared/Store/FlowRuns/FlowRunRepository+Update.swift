public import JSON
public import Models
internal import Postgres
public import Values

extension FlowRunRepository {
  /// Changes what the update names and keeps the rest.
  ///
  /// - Throws: `notFound`; `badRequest` for job variables of a run that does not wait for its time or has no deployment;
  ///   `unprocessable` for those that break the template of its pool.
  public func update(_ id: UUID, _ update: FlowRunUpdate) async throws {
    if case .value(let variables) = update.jobVariables { try await check(variables, of: id) }
    let name: Field<String> =
      switch update.name {
      case .null: .value(RunName.random())
      case .absent, .value: update.name
      }
    let rows = try await database.run(
      FlowRunUpdateStatement.update,
      [
        .uuid(id), .timestamp(clock.now()), .bool(name.isPresent), .text(name.value),
        .bool(update.flowVersion.isPresent), .text(update.flowVersion.value),
        .bool(update.parameters.isPresent), .jsonb(update.parameters.value?.bytes),
        .bool(update.empiricalPolicy.isPresent), .jsonb(update.empiricalPolicy.value?.json),
        .bool(update.tags.isPresent), .jsonb(update.tags.value?.json),
        .bool(update.infrastructurePID.isPresent), .text(update.infrastructurePID.value),
        .bool(update.jobVariables.isPresent), .jsonb(update.jobVariables.value?.bytes),
      ], on: .key(id))
    guard !rows.isEmpty else { throw DomainError.notFound("Flow run not found") }
  }

  private func check(_ variables: RawJSON, of id: UUID) async throws {
    let run = try await read(id)
    guard let type = run.state?.type else {
      throw DomainError.badRequest("Flow run state is required to update job variables but none exists")
    }
    guard type == .scheduled else {
      throw DomainError.badRequest("Job variables for a flow run in state \(type.rawValue) cannot be updated")
    }
    guard let deployment = run.deploymentID,
      let row = try await database.run(DeploymentStatement.read, [.uuid(deployment)], on: .read).first
    else { throw DomainError.badRequest("A deployment for the flow run could not be found") }
    var reader = row.reader()
    do {
      try await admit(jobVariables: variables, of: try reader.deployment())
    } catch let refusal as FlowRunRefusal {
      throw refusal.error("updating")
    }
  }

  /// Adds labels, in place of those of the same names.
  ///
  /// - Parameter labels: An object.
  /// - Throws: `objectNotFound`.
  public func merge(labels: RawJSON, into id: UUID) async throws {
    let rows = try await database.run(
      FlowRunUpdateStatement.mergeLabels, [.uuid(id), .timestamp(clock.now()), .jsonb(labels.bytes)], on: .key(id))
    guard !rows.isEmpty else { throw DomainError.objectNotFound("Flow run with id \(id) not found") }
  }
}

enum FlowRunUpdateStatement {
  /// Of each column the parameters say whether it changes, and to what.
  static let update = Statement(
    "flowRun.update",
    """
    UPDATE flow_run SET updated = $2,
      name = CASE WHEN $3 THEN $4 ELSE name END,
      flow_version = CASE WHEN $5 THEN $6 ELSE flow_version END,
      parameters = CASE WHEN $7 THEN $8 ELSE parameters END,
      empirical_policy = CASE WHEN $9 THEN $10 ELSE empirical_policy END,
      tags = CASE WHEN $11 THEN $12 ELSE tags END,
      infrastructure_pid = CASE WHEN $13 THEN $14 ELSE infrastructure_pid END,
      job_variables = CASE WHEN $15 THEN $16 ELSE job_variables END
    WHERE id = $1 RETURNING id
    """)

  static let mergeLabels = Statement(
    "flowRun.mergeLabels",
    """
    UPDATE flow_run SET updated = $2,
      labels = CASE WHEN jsonb_typeof(labels) = 'object' THEN labels ELSE '{}' END || $3
    WHERE id = $1 RETURNING id
    """)
}
