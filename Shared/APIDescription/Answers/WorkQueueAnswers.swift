internal import Models

extension ValueSchema {
  static var workQueue: ValueSchema {
    answer(
      "WorkQueue", plainWorkQueueMembers,
      and: [
        "work_pool_name": .nullable(.string),
        "status": .nullable(.enumeration(WorkQueueStatus.self)),
        "active_slots": .nullable(.integer),
      ])
  }

  static var plainWorkQueue: ValueSchema {
    answer("PlainWorkQueue", plainWorkQueueMembers)
  }

  private static var plainWorkQueueMembers: KeyValuePairs<String, ValueSchema> {
    [
      "id": .uuid,
      "created": .timestamp,
      "updated": .timestamp,
      "name": .string,
      "description": .nullable(.string),
      "is_paused": .boolean,
      "concurrency_limit": .nullable(.integer),
      "priority": .integer,
      "work_pool_id": .nullable(.uuid),
      "filter": .nullable(.queueFilterOutput),
      "last_polled": .nullable(.timestamp),
    ]
  }

  static var queueFilterOutput: ValueSchema {
    answer(
      "QueueFilterOutput",
      [
        "tags": .nullable(.list(.string)),
        "deployment_ids": .nullable(.list(.uuid)),
      ])
  }

  static var workQueueSlots: ValueSchema {
    answer(
      "WorkQueueSlots",
      [
        "active_slots": .integer,
        "concurrency_limit": .nullable(.integer),
        "flow_runs": .list(.slotHolder),
        "count": .integer,
        "limit": .integer,
        "pages": .integer,
        "page": .integer,
      ])
  }

  static var workQueueHealth: ValueSchema {
    answer(
      "WorkQueueHealth",
      [
        "healthy": .boolean,
        "late_runs_count": .integer,
        "last_polled": .nullable(.timestamp),
        "health_check_policy": .workQueueHealthPolicy,
      ])
  }

  static var workQueueHealthPolicy: ValueSchema {
    answer(
      "WorkQueueHealthPolicy",
      [
        "maximum_late_runs": .nullable(.integer),
        "maximum_seconds_since_last_polled": .nullable(.integer),
      ])
  }
}
