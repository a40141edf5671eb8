internal import Models

extension ValueSchema {
  static var nextFlowRun: ValueSchema {
    answer(
      "NextFlowRun",
      [
        "id": .uuid,
        "flow_id": .uuid,
        "name": .string,
        "state_name": .string,
        "state_type": .enumeration(StateType.self),
        "next_scheduled_start_time": .timestamp,
      ])
  }

  static var flowRunPoint: ValueSchema {
    answer(
      "FlowRunPoint",
      [
        "id": .uuid,
        "state_type": .enumeration(StateType.self),
        "timestamp": .timestamp,
        "duration": .number,
        "lateness": .number,
      ])
  }
}
