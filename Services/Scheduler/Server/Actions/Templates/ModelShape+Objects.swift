/// The objects that templates see, as the classes of Prefect 3.9.1 declare them.
extension ModelShape {
  static let createdBy = ModelShape("CreatedBy", ["id": .identifier, "type": .plain, "display_value": .plain])
  static let updatedBy = ModelShape("UpdatedBy", ["id": .identifier, "type": .plain, "display_value": .plain])

  static let state = ModelShape(
    "State", isState: true,
    [
      "id": .identifier, "type": .enumeration("StateType"), "name": .plain, "timestamp": .moment, "message": .plain,
      "data": .plain, "state_details": .plain,
    ])

  static let flow = ModelShape(
    "Flow",
    ["id": .identifier, "created": .moment, "updated": .moment, "name": .plain, "tags": .plain, "labels": .plain])

  static let flowRun = ModelShape(
    "FlowRunResponse",
    [
      "id": .identifier, "created": .moment, "updated": .moment, "name": .plain, "flow_id": .identifier,
      "state_id": .identifier, "deployment_id": .identifier, "deployment_version": .plain,
      "work_queue_id": .identifier, "work_queue_name": .plain, "flow_version": .plain, "parameters": .plain,
      "idempotency_key": .plain, "context": .plain, "empirical_policy": .plain, "tags": .plain, "labels": .plain,
      "parent_task_run_id": .identifier, "state_type": .enumeration("StateType"), "state_name": .plain,
      "run_count": .plain, "expected_start_time": .moment, "next_scheduled_start_time": .moment,
      "start_time": .moment, "end_time": .moment, "total_run_time": .span, "estimated_run_time": .span,
      "estimated_start_time_delta": .span, "auto_scheduled": .plain, "infrastructure_document_id": .identifier,
      "infrastructure_pid": .plain, "created_by": .model(createdBy), "work_pool_id": .identifier,
      "work_pool_name": .plain, "state": .model(state), "job_variables": .plain,
    ])

  static let taskRun = ModelShape(
    "TaskRun",
    [
      "id": .identifier, "created": .moment, "updated": .moment, "name": .plain, "flow_run_id": .identifier,
      "task_key": .plain, "dynamic_key": .plain, "cache_key": .plain, "cache_expiration": .moment,
      "task_version": .plain, "empirical_policy": .plain, "tags": .plain, "labels": .plain, "state_id": .identifier,
      "task_inputs": .plain, "state_type": .enumeration("StateType"), "state_name": .plain, "run_count": .plain,
      "flow_run_run_count": .plain, "expected_start_time": .moment, "next_scheduled_start_time": .moment,
      "start_time": .moment, "end_time": .moment, "total_run_time": .span, "estimated_run_time": .span,
      "estimated_start_time_delta": .span, "state": .model(state),
    ])

  static let deployment = ModelShape(
    "DeploymentResponse",
    [
      "id": .identifier, "created": .moment, "updated": .moment, "name": .plain, "version": .plain,
      "description": .plain, "flow_id": .identifier, "paused": .plain, "schedules": .plain,
      "concurrency_limit": .plain, "global_concurrency_limit": .plain, "concurrency_options": .plain,
      "job_variables": .plain, "parameters": .plain, "tags": .plain, "labels": .plain, "work_queue_name": .plain,
      "work_queue_id": .identifier, "last_polled": .moment, "parameter_openapi_schema": .plain, "path": .plain,
      "pull_steps": .plain, "entrypoint": .plain, "storage_document_id": .identifier,
      "infrastructure_document_id": .identifier, "created_by": .model(createdBy), "updated_by": .model(updatedBy),
      "work_pool_name": .plain, "status": .enumeration("DeploymentStatus"), "enforce_parameter_schema": .plain,
    ])

  static let workPool = ModelShape(
    "WorkPool",
    [
      "id": .identifier, "created": .moment, "updated": .moment, "name": .plain, "description": .plain,
      "type": .plain, "base_job_template": .plain, "is_paused": .plain, "concurrency_limit": .plain,
      "status": .enumeration("WorkPoolStatus"), "default_queue_id": .identifier, "storage_configuration": .plain,
    ])

  /// A queue together with its health.
  static let workQueue = ModelShape(
    "WorkQueueWithStatus",
    [
      "healthy": .plain, "late_runs_count": .plain, "last_polled": .moment, "health_check_policy": .plain,
      "id": .identifier, "created": .moment, "updated": .moment, "name": .plain, "description": .plain,
      "is_paused": .plain, "concurrency_limit": .plain, "priority": .plain, "work_pool_id": .identifier,
      "filter": .plain, "work_pool_name": .plain, "status": .enumeration("WorkQueueStatus"), "active_slots": .plain,
    ])

  static let concurrencyLimit = ModelShape(
    "ConcurrencyLimitV2",
    [
      "id": .identifier, "created": .moment, "updated": .moment, "active": .plain, "name": .plain, "limit": .plain,
      "active_slots": .plain, "denied_slots": .plain, "slot_decay_per_second": .plain,
      "avg_slot_occupancy_seconds": .plain,
    ])

  static let automation = ModelShape(
    "Automation",
    [
      "name": .plain, "description": .plain, "enabled": .plain, "tags": .plain, "trigger": .trigger,
      "actions": .plain, "actions_on_trigger": .plain, "actions_on_resolve": .plain, "id": .identifier,
      "created": .moment, "updated": .moment,
    ])

  static let eventTrigger = ModelShape(
    "EventTrigger",
    [
      "type": .plain, "id": .identifier, "match": .plain, "match_related": .plain, "after": .plain, "expect": .plain,
      "for_each": .plain, "posture": .enumeration("Posture"), "threshold": .plain, "within": .span,
    ])

  static let compoundTrigger = ModelShape(
    "CompoundTrigger",
    ["type": .plain, "id": .identifier, "triggers": .list(.trigger), "within": .span, "require": .plain])

  static let sequenceTrigger = ModelShape(
    "SequenceTrigger", ["type": .plain, "id": .identifier, "triggers": .list(.trigger), "within": .span])
}
