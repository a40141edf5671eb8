internal import JSON
internal import Models
internal import Postgres
internal import Values

/// The columns of a new flow run that no transition touches.
enum FlowRunInsertColumns {
  private static let columns: KeyValuePairs<StaticString, StaticString> = [
    "id": "uuid", "created": "timestamptz", "name": "text", "flow_id": "uuid", "deployment_id": "uuid",
    "deployment_version": "text", "work_queue_id": "uuid", "work_queue_name": "text", "flow_version": "text",
    "parameters": "jsonb", "idempotency_key": "text", "context": "jsonb", "tags": "jsonb", "labels": "jsonb",
    "parent_task_run_id": "uuid", "auto_scheduled": "bool", "infrastructure_document_id": "uuid",
    "created_by": "jsonb", "job_variables": "jsonb", "flow_updated": "timestamptz",
  ]

  static let parameterCount = columns.count

  static func select(after count: Int) -> String { ParameterRow.select(columns, after: count) }

  static func selectAll(after count: Int) -> String { ParameterRow.selectAll(Array(columns), after: count) }

  /// - Parameter flowUpdated: When the flow of the run was last changed, as it was read.
  fileprivate static func values(_ run: FlowRun, flowUpdated: Timestamp) -> [SQLValue] {
    [
      .uuid(run.id), .timestamp(run.created), .text(run.name), .uuid(run.flowID), .uuid(run.deploymentID),
      .text(run.deploymentVersion), .uuid(run.workQueueID), .text(run.workQueueName), .text(run.flowVersion),
      .jsonb(run.parameters.bytes), .text(run.idempotencyKey), .jsonb(run.context.bytes), .jsonb(run.tags.json),
      .jsonb(run.labels.bytes), .uuid(run.parentTaskRunID), .bool(run.autoScheduled),
      .uuid(run.infrastructureDocumentID), .jsonb(run.createdBy?.json), .jsonb(run.jobVariables?.bytes),
      .timestamp(flowUpdated),
    ]
  }
}

extension FlowRunWrite {
  /// The statement that makes a run with it, and the parameters.
  ///
  /// - Parameter flowUpdated: When the flow of the run was last changed, as it was read.
  func insertion(of run: FlowRun, flowUpdated: Timestamp) -> (Statement, [SQLValue]) {
    let columns = FlowRunInsertColumns.values(run, flowUpdated: flowUpdated)
    guard isPlain else { return (FlowRunStatement.insert, proposalValues + columns + branchValues) }
    return (FlowRunStatement.plainInsert, plainProposalValues + columns + branchOfAllValues)
  }
}
