internal import JSON
internal import Models
internal import Postgres
internal import Values

/// The columns of a new flow run that no transition touches.
enum FlowRunInsertColumns {
  static let parameterCount = 20

  static func select(after count: Int) -> String {
    let p = (1...parameterCount).map { "$\(count + $0)" }
    return """
      SELECT * FROM unnest(\(p[0])::uuid[], \(p[1])::timestamptz[], \(p[2])::text[], \(p[3])::uuid[], \(p[4])::uuid[],
        \(p[5])::text[], \(p[6])::uuid[], \(p[7])::text[], \(p[8])::text[], \(p[9])::jsonb[], \(p[10])::text[],
        \(p[11])::jsonb[], \(p[12])::jsonb[], \(p[13])::jsonb[], \(p[14])::uuid[], \(p[15])::bool[], \(p[16])::uuid[],
        \(p[17])::jsonb[], \(p[18])::jsonb[], \(p[19])::timestamptz[])
      AS n(id, created, name, flow_id, deployment_id, deployment_version, work_queue_id, work_queue_name, flow_version,
        parameters, idempotency_key, context, tags, labels, parent_task_run_id, auto_scheduled,
        infrastructure_document_id, created_by, job_variables, flow_updated)
      """
  }

  /// - Parameter flowUpdated: When the flow of each run was last changed, as it was read.
  static func values(_ runs: [FlowRun], flowUpdated: [Timestamp]) -> [SQLValue] {
    [
      .uuids(runs.map(\.id)), .timestamps(runs.map(\.created)), .texts(runs.map(\.name)), .uuids(runs.map(\.flowID)),
      .optionalUUIDs(runs.map(\.deploymentID)), .optionalTexts(runs.map(\.deploymentVersion)),
      .optionalUUIDs(runs.map(\.workQueueID)), .optionalTexts(runs.map(\.workQueueName)),
      .optionalTexts(runs.map(\.flowVersion)), .jsonbs(runs.map(\.parameters.bytes)),
      .optionalTexts(runs.map(\.idempotencyKey)), .jsonbs(runs.map(\.context.bytes)),
      .jsonbs(runs.map(\.tags.json)), .jsonbs(runs.map(\.labels.bytes)),
      .optionalUUIDs(runs.map(\.parentTaskRunID)), .bools(runs.map(\.autoScheduled)),
      .optionalUUIDs(runs.map(\.infrastructureDocumentID)), .optionalJSONBs(runs.map { $0.createdBy?.json }),
      .optionalJSONBs(runs.map { $0.jobVariables?.bytes }), .timestamps(flowUpdated),
    ]
  }
}
