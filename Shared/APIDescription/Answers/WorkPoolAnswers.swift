internal import Models

extension ValueSchema {
  static var workPool: ValueSchema {
    answer(
      "WorkPool",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "description": .nullable(.string),
        "type": .string,
        "base_job_template": .anyObject,
        "is_paused": .boolean,
        "concurrency_limit": .nullable(.integer),
        "status": .nullable(.enumeration(WorkPoolStatus.self)),
        "default_queue_id": .nullable(.uuid),
        "storage_configuration": .workPoolStorageOutput,
        "active_slots": .nullable(.integer),
      ])
  }

  static var workPoolStorageOutput: ValueSchema {
    answer(
      "WorkPoolStorageOutput",
      [
        "bundle_upload_step": .nullable(.anyObject),
        "bundle_execution_step": .nullable(.anyObject),
        "default_result_storage_block_id": .nullable(.uuid),
      ])
  }

  static var workPoolSlots: ValueSchema {
    answer(
      "WorkPoolSlots",
      [
        "active_slots": .integer,
        "concurrency_limit": .nullable(.integer),
        "queues": .list(.queueSlots),
        "count": .integer,
        "limit": .integer,
        "pages": .integer,
        "page": .integer,
      ])
  }

  static var queueSlots: ValueSchema {
    answer(
      "QueueSlots",
      [
        "queue_id": .uuid,
        "queue_name": .string,
        "active_slots": .integer,
        "concurrency_limit": .nullable(.integer),
        "flow_runs": .list(.slotHolder),
        "flow_run_count": .nullable(.integer),
      ])
  }

  static var slotHolder: ValueSchema {
    answer(
      "SlotHolder",
      [
        "id": .uuid,
        "name": .string,
        "state_type": .nullable(.enumeration(StateType.self)),
        "state_name": .nullable(.string),
        "start_time": .nullable(.timestamp),
        "state_timestamp": .nullable(.timestamp),
        "time_in_current_state": .nullable(.number),
      ])
  }

  static var worker: ValueSchema {
    answer(
      "Worker",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "work_pool_id": .uuid,
        "last_heartbeat_time": .nullable(.timestamp),
        "heartbeat_interval_seconds": .nullable(.integer),
        "status": .enumeration(WorkerStatus.self),
      ])
  }
}
