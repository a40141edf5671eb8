internal import Models

extension ValueSchema {
  static var taskRun: ValueSchema {
    answer("TaskRun", taskRunMembers)
  }

  private static var taskRunMembers: KeyValuePairs<String, ValueSchema> {
    [
      "id": .uuid,
      "created": .timestamp,
      "updated": .timestamp,
      "name": .string,
      "flow_run_id": .nullable(.uuid),
      "task_key": .string,
      "dynamic_key": .string,
      "cache_key": .nullable(.string),
      "cache_expiration": .nullable(.timestamp),
      "task_version": .nullable(.string),
      "empirical_policy": .taskRunPolicyOutput,
      "tags": .list(.string),
      "labels": .nullable(.map(.labelValue)),
      "state_id": .nullable(.uuid),
      "task_inputs": .map(.list(.taskInput)),
      "state_type": .nullable(.enumeration(StateType.self)),
      "state_name": .nullable(.string),
      "run_count": .integer,
      "flow_run_run_count": .integer,
      "expected_start_time": .nullable(.timestamp),
      "next_scheduled_start_time": .nullable(.timestamp),
      "start_time": .nullable(.timestamp),
      "end_time": .nullable(.timestamp),
      "total_run_time": .number,
      "estimated_run_time": .number,
      "estimated_start_time_delta": .number,
      "state": .nullable(.state),
    ]
  }

  static var taskRunPolicyOutput: ValueSchema {
    answer(
      "TaskRunPolicyOutput",
      [
        "max_retries": .integer,
        "retry_delay_seconds": .number,
        "retries": .nullable(.integer),
        "retry_delay": .nullable(.either([.integer, .number, .list(.integer), .list(.number)])),
        "retry_jitter_factor": .nullable(.number),
      ])
  }

  static var taskRunPageItem: ValueSchema {
    answer(
      "TaskRunPageItem",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "flow_run_id": .nullable(.uuid),
        "task_key": .string,
        "state_id": .nullable(.uuid),
        "state": .nullable(.state),
        "task_version": .nullable(.string),
        "task_inputs": .map(.list(.taskInput)),
        "empirical_policy": .taskRunPolicyOutput,
        "tags": .list(.string),
        "start_time": .nullable(.timestamp),
        "end_time": .nullable(.timestamp),
        "total_run_time": .number,
        "estimated_run_time": .number,
        "estimated_start_time_delta": .number,
      ])
  }

  static var namedTaskRun: ValueSchema {
    answer("NamedTaskRun", taskRunMembers, and: ["flow_run_name": .nullable(.string)])
  }

  static var taskWorker: ValueSchema {
    answer(
      "TaskWorker",
      [
        "identifier": .string,
        "task_keys": .list(.string),
        "timestamp": .timestamp,
      ])
  }

  /// What a task run was given, as it is shown.
  static var taskInput: ValueSchema {
    .component(
      SchemaComponent(name: "TaskInputOutput") {
        .either([
          .members(["input_type": .texts(["task_run", "flow_run"]), "id": .uuid]),
          .members(["input_type": .texts(["parameter"]), "name": .string]),
          .members(["input_type": .texts(["constant"]), "type": .string]),
        ])
      })
  }
}
