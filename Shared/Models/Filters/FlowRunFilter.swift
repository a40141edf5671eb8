/// Which flow runs; nil criteria restrict nothing.
public struct FlowRunFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  public var name: TextFilter?
  public var tags: TagsFilter?
  public var deploymentID: IdentifierFilter?
  public var workQueueName: TextFilter?
  public var state: StateFilter?
  public var flowVersion: TextFilter?
  /// Bounds compare the expected start time where there is no start time.
  public var startTime: TimeFilter?
  public var endTime: TimeFilter?
  public var expectedStartTime: TimeFilter?
  public var nextScheduledStartTime: TimeFilter?
  /// Flow runs whose parent task run belongs to these.
  public var parentFlowRunID: IdentifierFilter?
  public var parentTaskRunID: IdentifierFilter?
  public var idempotencyKey: TextFilter?
  public var createdBy: CreatedByFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension FlowRunFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers([.any, .notAny]))
    name = reader.optional("name", .texts([.any, .like]))
    tags = reader.optional("tags", .tags(.any))
    deploymentID = reader.optional("deployment_id", .identifiers([.operator, .any, .isNull]))
    workQueueName = reader.optional("work_queue_name", .texts([.operator, .any, .isNull]))
    state = reader.optional("state", .states([.any, .notAny]))
    flowVersion = reader.optional("flow_version", .texts(.any))
    startTime = reader.optional("start_time", .times(.isNull))
    endTime = reader.optional("end_time", .times(.isNull))
    expectedStartTime = reader.optional("expected_start_time", .times())
    nextScheduledStartTime = reader.optional("next_scheduled_start_time", .times())
    parentFlowRunID = reader.optional("parent_flow_run_id", .identifiers([.operator, .any]))
    parentTaskRunID = reader.optional("parent_task_run_id", .identifiers([.operator, .any, .isNull]))
    idempotencyKey = reader.optional("idempotency_key", .texts([.any, .notAny]))
    createdBy = reader.optional("created_by", .creators)
  }
}
