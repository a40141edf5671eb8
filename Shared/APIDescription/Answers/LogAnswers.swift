internal import Models

extension ValueSchema {
  static var log: ValueSchema {
    answer(
      "Log",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "level": .integer,
        "message": .string,
        "timestamp": .timestamp,
        "flow_run_id": .nullable(.uuid),
        "task_run_id": .nullable(.uuid),
      ])
  }
}
