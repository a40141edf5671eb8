internal import Reactor
internal import Values

/// Clients that each walk a flow run through its life: create (Scheduled), Pending, Running, Completed; then the next one.
final class CyclesRun: LoadRun {
  private let loop: EventLoop
  private let timed: TimedRun
  private let port: Int
  private let flow: String
  private let count: Int
  private var clients: [HTTPClient] = []
  private var whole = Samples()
  private var create = Samples()
  private var setState = Samples()
  private var notAccepted = 0

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    port = try options.integer("port")
    flow = try options.text("flow")
    count = try options.integer("clients")
    timed = try TimedRun(loop: loop, options: options)
  }

  func start() {
    timed.start()
    for _ in 0..<count {
      let client = HTTPClient(loop: loop, port: port)
      client.failed = { [unowned self, unowned client] reason in
        timed.failed(reason)
        begin(client)
      }
      clients.append(client)
      begin(client)
    }
  }

  private func begin(_ client: HTTPClient) {
    guard !timed.stopping else { return }
    let began = Clock.now
    client.send("POST", "/api/flow_runs/", body: createBody()) { [unowned self] status, bytes, body in
      let now = Clock.now
      guard status == 201, let id = TopLevelID.find(bytes, body) else {
        answeredWrongly(client, "create", status, bytes[body])
        return
      }
      if timed.measuring { create.add(now - began) }
      walk(client, id, State.walk[...], began)
    }
  }

  private func walk(_ client: HTTPClient, _ id: String, _ states: ArraySlice<State>, _ began: Int64) {
    guard let state = states.first else {
      if timed.measuring { whole.add(Clock.now - began) }
      begin(client)
      return
    }
    guard !timed.stopping else { return }
    let sent = Clock.now
    let path = "/api/flow_runs/\(id)/set_state"
    client.send("POST", path, body: state.body(run: id)) { [unowned self] status, bytes, body in
      guard status == 200 || status == 201 else {
        answeredWrongly(client, "set_state", status, bytes[body])
        return
      }
      if status == 200 { notAccepted += 1 }
      if timed.measuring { setState.add(Clock.now - sent) }
      walk(client, id, states.dropFirst(), began)
    }
  }

  private func answeredWrongly(_ client: HTTPClient, _ step: String, _ status: Int, _ body: ArraySlice<UInt8>) {
    timed.failed("\(step): \(status) \(String(decoding: body.prefix(200), as: UTF8.self))")
    loop.schedule(after: .milliseconds(20)) { [self] in begin(client) }
  }

  func report(elapsed: Int64) -> Report {
    var report = Report()
    report.add("cycles_per_second", timed.rate(whole.count))
    report.add("requests_per_second", timed.rate(create.count + setState.count))
    report.add("requests", create.count + setState.count)
    report.add("not_accepted", notAccepted)
    whole.report("cycle", to: &report)
    create.report("create", to: &report)
    setState.report("set_state", to: &report)
    timed.report(to: &report)
    return report
  }

  private func createBody() -> String {
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
