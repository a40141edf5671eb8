internal import Models

extension ValueSchema {
  static var state: ValueSchema {
    answer(
      "State",
      [
        "id": .uuid,
        "type": .enumeration(StateType.self),
        "name": .nullable(.string),
        "timestamp": .timestamp,
        "message": .nullable(.string),
        "data": .any,
        "state_details": .stateDetailsOutput,
      ])
  }

  static var stateDetailsOutput: ValueSchema {
    answer(
      "StateDetailsOutput",
      [
        "flow_run_id": .nullable(.uuid),
        "task_run_id": .nullable(.uuid),
        "child_flow_run_id": .nullable(.uuid),
        "scheduled_time": .nullable(.timestamp),
        "cache_key": .nullable(.string),
        "cache_expiration": .nullable(.timestamp),
        "deferred": .nullable(.boolean),
        "untrackable_result": .boolean,
        "pause_timeout": .nullable(.timestamp),
        "pause_reschedule": .boolean,
        "pause_key": .nullable(.string),
        "run_input_keyset": .nullable(.map(.string)),
        "refresh_cache": .nullable(.boolean),
        "retriable": .nullable(.boolean),
        "transition_id": .nullable(.uuid),
        "task_parameters_id": .nullable(.uuid),
        "traceparent": .nullable(.string),
        "deployment_concurrency_lease_id": .nullable(.uuid),
      ])
  }

  static var orchestrationResult: ValueSchema {
    answer(
      "OrchestrationResult",
      [
        "state": .nullable(.state),
        "status": .enumeration(SetStateStatus.self),
        "details": .stateResponseDetails,
      ])
  }

  static var flowRunOrchestrationResult: ValueSchema {
    answer(
      "FlowRunOrchestrationResult",
      [
        "flow_run_id": .uuid,
        "status": .enumeration(SetStateStatus.self),
        "state": .nullable(.state),
        "details": .stateResponseDetails,
      ])
  }

  static var acceptDetails: ValueSchema {
    answer(
      "AcceptDetails",
      [
        "type": .texts(["accept_details"])
      ])
  }

  static var waitDetails: ValueSchema {
    answer(
      "WaitDetails",
      [
        "type": .texts(["wait_details"]),
        "delay_seconds": .integer,
        "reason": .nullable(.string),
      ])
  }

  static var rejectDetails: ValueSchema {
    answer(
      "RejectDetails",
      [
        "type": .texts(["reject_details"]),
        "reason": .nullable(.string),
      ])
  }

  static var abortDetails: ValueSchema {
    answer(
      "AbortDetails",
      [
        "type": .texts(["abort_details"]),
        "reason": .nullable(.string),
      ])
  }

  /// Why a state was not accepted, or what to do instead.
  static var stateResponseDetails: ValueSchema {
    .either([.acceptDetails, .waitDetails, .rejectDetails, .abortDetails])
  }
}
