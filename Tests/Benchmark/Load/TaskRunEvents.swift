internal import Values

/// The events of one task run as the stock client sends them: Pending, Running, Completed.
struct TaskRunEvents {
  let task: String
  let run: String
  let flow: String
  let number: Int

  /// Each follows the one before.
  var texts: [String] {
    let base = Clock.wall / 1000
    var follows: String?
    var from: String?
    var texts: [String] = []
    for (step, name) in ["Pending", "Running", "Completed"].enumerated() {
      let id = UUID.timeOrdered(at: Timestamp(microseconds: base + Int64(step))).description
      let occurred = Timestamp(microseconds: base + Int64(step)).text
      texts.append(text(name, id: id, follows: follows, from: from, occurred: occurred, step: step))
      follows = id
      from = name
    }
    return texts
  }

  private func text(_ name: String, id: String, follows: String?, from: String?, occurred: String, step: Int) -> String
  {
    let type = name.uppercased()
    let data = step == 2 ? #"{"untrackable_result":true}"# : "{}"
    let initial =
      from.map { #"{"type":"\#($0.uppercased())","name":"\#($0)","message":"","state_details":{}}"# } ?? "null"
    let times = step > 0 ? #","start_time":"\#(occurred)""# + (step == 2 ? #","end_time":"\#(occurred)""# : "") : ""
    let follow = follows.map { "\"\($0)\"" } ?? "null"
    return """
      {"occurred":"\(occurred)","event":"prefect.task-run.\(name)","id":"\(id)","follows":\(follow),\
      "resource":{"prefect.resource.id":"prefect.task-run.\(task)","prefect.resource.name":"add-\(number)","prefect.run-count":"\(min(step, 1))",\
      "prefect.state-message":"","prefect.state-name":"\(name)","prefect.state-timestamp":"\(occurred.dropLast())+00:00",\
      "prefect.state-type":"\(type)","prefect.orchestration":"client"},\
      "related":[{"prefect.resource.id":"prefect.tag.load","prefect.resource.role":"tag"},\
      {"prefect.resource.id":"prefect.flow-run.\(run)","prefect.resource.role":"flow-run","prefect.resource.name":"busy-otter"},\
      {"prefect.resource.id":"prefect.flow.\(flow)","prefect.resource.role":"flow","prefect.resource.name":"load"}],\
      "payload":{"intended":{"from":\(from.map { "\"\($0.uppercased())\"" } ?? "null"),"to":"\(type)"},"initial_state":\(initial),\
      "validated_state":{"type":"\(type)","name":"\(name)","message":"","state_details":\(data),"data":null},\
      "task_run":{"task_key":"add-f867eaa0","dynamic_key":"\(task)","name":"add-\(number)","tags":["load"],"labels":{},\
      "task_inputs":{"a":[],"b":[]},"run_count":\(min(step, 1)),"flow_run_run_count":1,\
      "empirical_policy":{"max_retries":0,"retry_delay_seconds":0.0,"retries":1,"retry_delay":0},\
      "expected_start_time":"\(occurred)"\(times),"total_run_time":0.0}}}
      """
  }
}
