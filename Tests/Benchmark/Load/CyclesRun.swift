internal import Reactor

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
    client.send("POST", "/api/flow_runs/", body: NewFlowRun.body(flow: flow)) { [unowned self] status, bytes, body in
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
    report.add("set_state_per_second", timed.rate(setState.count))
    report.add("requests", create.count + setState.count)
    report.add("not_accepted", notAccepted)
    whole.report("cycle", to: &report)
    create.report("create", to: &report)
    setState.report("set_state", to: &report)
    timed.report(to: &report)
    return report
  }
}
