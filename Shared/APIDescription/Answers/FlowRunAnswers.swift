internal import Models

extension ValueSchema {
  static var flowRun: ValueSchema {
    answer(
      "FlowRun",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "flow_id": .uuid,
        "state_id": .nullable(.uuid),
        "deployment_id": .nullable(.uuid),
        "deployment_version": .nullable(.string),
        "work_queue_id": .nullable(.uuid),
        "work_queue_name": .nullable(.string),
        "flow_version": .nullable(.string),
        "parameters": .anyObject,
        "idempotency_key": .nullable(.string),
        "context": .anyObject,
        "empirical_policy": .flowRunPolicyOutput,
        "tags": .list(.string),
        "labels": .map(.labelValue),
        "parent_task_run_id": .nullable(.uuid),
        "state_type": .nullable(.enumeration(StateType.self)),
        "state_name": .nullable(.string),
        "run_count": .integer,
        "expected_start_time": .nullable(.timestamp),
        "next_scheduled_start_time": .nullable(.timestamp),
        "start_time": .nullable(.timestamp),
        "end_time": .nullable(.timestamp),
        "total_run_time": .number,
        "estimated_run_time": .number,
        "estimated_start_time_delta": .number,
        "auto_scheduled": .boolean,
        "infrastructure_document_id": .nullable(.uuid),
        "infrastructure_pid": .nullable(.string),
        "created_by": .nullable(.createdByOutput),
        "work_pool_id": .nullable(.uuid),
        "work_pool_name": .nullable(.string),
        "state": .nullable(.state),
        "job_variables": .nullable(.anyObject),
      ])
  }

  static var workerFlowRun: ValueSchema {
    answer(
      "WorkerFlowRun",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "flow_id": .uuid,
        "state_id": .nullable(.uuid),
        "deployment_id": .nullable(.uuid),
        "deployment_version": .nullable(.string),
        "work_queue_name": .nullable(.string),
        "flow_version": .nullable(.string),
        "parameters": .anyObject,
        "idempotency_key": .nullable(.string),
        "context": .anyObject,
        "empirical_policy": .flowRunPolicyOutput,
        "tags": .list(.string),
        "labels": .nullable(.map(.labelValue)),
        "parent_task_run_id": .nullable(.uuid),
        "state_type": .nullable(.enumeration(StateType.self)),
        "state_name": .nullable(.string),
        "run_count": .integer,
        "expected_start_time": .nullable(.timestamp),
        "next_scheduled_start_time": .nullable(.timestamp),
        "start_time": .nullable(.timestamp),
        "end_time": .nullable(.timestamp),
        "total_run_time": .number,
        "estimated_run_time": .number,
        "estimated_start_time_delta": .number,
        "auto_scheduled": .boolean,
        "infrastructure_document_id": .nullable(.uuid),
        "infrastructure_pid": .nullable(.string),
        "created_by": .nullable(.createdByOutput),
        "work_queue_id": .nullable(.uuid),
        "state": .nullable(.state),
        "job_variables": .nullable(.anyObject),
      ])
  }

  static var flowRunPolicyOutput: ValueSchema {
    answer(
      "FlowRunPolicyOutput",
      [
        "max_retries": .integer,
        "retry_delay_seconds": .number,
        "retries": .nullable(.integer),
        "retry_delay": .nullable(.integer),
        "pause_keys": .nullable(.list(.string)),
        "resuming": .nullable(.boolean),
        "retry_type": .nullable(.texts(["in_process", "reschedule"])),
      ])
  }

  static var createdByOutput: ValueSchema {
    answer(
      "CreatedByOutput",
      [
        "id": .nullable(.uuid),
        "type": .nullable(.string),
        "display_value": .nullable(.string),
      ])
  }

  static var flowRunInput: ValueSchema {
    answer(
      "FlowRunInput",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "flow_run_id": .uuid,
        "key": .string,
        "value": .string,
        "sender": .nullable(.string),
      ])
  }

  static var flowRunCreateResult: ValueSchema {
    answer(
      "FlowRunCreateResult",
      [
        "flow_run_id": .nullable(.uuid),
        "status": .texts(["CREATED", "FAILED"]),
        "error": .nullable(.string),
      ])
  }

  static var workerRun: ValueSchema {
    answer(
      "WorkerRun",
      [
        "work_pool_id": .uuid,
        "work_queue_id": .uuid,
        "flow_run": .workerFlowRun,
      ])
  }
}
