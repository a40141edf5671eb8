internal import Values

/// The body of a request that makes a flow run, in the shape of the stock client's.
enum NewFlowRun {
  static func body(flow: String) -> String {
    let now = Timestamp(microseconds: Clock.wall / 1000).text
    return """
      {"name":"busy-\(UUID.random().description.prefix(8))","flow_id":"\(flow)","deployment_id":null,"flow_version":"1",\
      "parameters":{"day":"2026-05-04","limit":500,"regions":["north","south"]},"context":{},"parent_task_run_id":null,\
      "infrastructure_document_id":null,"empirical_policy":{"max_retries":0,"retry_delay_seconds":0.0,"retries":2,\
      "retry_delay":10,"pause_keys":[],"resuming":false,"retry_type":null},"tags":["load"],"work_pool_name":null,\
      "work_queue_name":null,"job_variables":null,"state":{"type":"SCHEDULED","name":"Scheduled","message":null,\
      "state_details":{"scheduled_time":"\(now)","cache_key":null,"retriable":null},"data":null}}
      """
  }
}

/// A state that a client asks for, in the shape of the stock client's request.
struct State {
  let type: String
  let name: String

  static let walk = [
    State(type: "PENDING", name: "Pending"), State(type: "RUNNING", name: "Running"),
    State(type: "COMPLETED", name: "Completed"),
  ]

  func body(run: String) -> String {
    """
    {"state":{"type":"\(type)","name":"\(name)","message":null,"state_details":{"flow_run_id":"\(run)","task_run_id":null,\
    "child_flow_run_id":null,"scheduled_time":null,"cache_key":null,"cache_expiration":null,"deferred":null,\
    "untrackable_result":false,"pause_timeout":null,"pause_reschedule":false,"pause_key":null,"run_input_keyset":null,\
    "refresh_cache":null,"retriable":null,"transition_id":"\(UUID.random().description)","task_parameters_id":null,"traceparent":null},\
    "data":null},"force":false}
    """
  }
}
