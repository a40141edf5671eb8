internal import Reactor

/// State transitions of flow runs at a given rate, however long the answers take: each has a moment at which it is due, and its
/// time counts from there.
///
/// The runs are made first. They take their turns in blocks of a tenth of a second, so that a run's next state is due when the
/// answer to its last one has long come.
final class PacedTransitionsRun: LoadRun {
  private struct Transition {
    let run: Int
    let state: State
    let due: Int64
  }

  private let loop: EventLoop
  private let timed: TimedRun
  private let port: Int
  private let flow: String
  private let rate: Int
  private let wanted: Int
  private let block: Int
  private var clients: [HTTPClient] = []
  private var idle: [HTTPClient] = []
  private var runs: [String] = []
  private var asked = 0
  private var busy: Set<Int> = []
  private var queue: [Transition] = []
  private var issued = 0
  private var began: Int64 = 0
  private var setState = Samples()
  private var notAccepted = 0
  private var unanswered = 0

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    port = try options.integer("port")
    flow = try options.text("flow")
    rate = max(10, try options.integer("rate"))
    let seconds = try options.integer("seconds") + options.integer("warm-up", 1)
    block = max(1, rate / 10)
    wanted = (rate * (seconds + 1) / (3 * block) + 1) * block
    timed = try TimedRun(loop: loop, options: options)
    for _ in 0..<(try options.integer("clients")) { clients.append(HTTPClient(loop: loop, port: port)) }
  }

  func start() {
    for client in clients {
      client.failed = { [unowned self, unowned client] reason in
        timed.failed(reason)
        guard runs.count < wanted else { return release(client) }
        asked -= 1
        create(client)
      }
      create(client)
    }
  }

  private func create(_ client: HTTPClient) {
    guard asked < wanted else { return release(client) }
    asked += 1
    client.send("POST", "/api/flow_runs/", body: NewFlowRun.body(flow: flow)) { [unowned self] status, bytes, body in
      guard status == 201, let id = TopLevelID.find(bytes, body) else {
        asked -= 1
        timed.failed("create: \(status) \(String(decoding: bytes[body].prefix(200), as: UTF8.self))")
        loop.schedule(after: .milliseconds(20)) { [self] in create(client) }
        return
      }
      runs.append(id)
      create(client)
      if runs.count == wanted { begin() }
    }
  }

  private func begin() {
    began = Clock.now
    timed.start()
    tick()
  }

  /// Queues what is due by now, and comes back a millisecond later.
  private func tick() {
    guard !timed.stopping else { return }
    let due = Int((Clock.now - began) * Int64(rate) / 1_000_000_000)
    while issued <= due, issued < wanted * 3 {
      let (turn, place) = issued.quotientAndRemainder(dividingBy: block)
      let (group, step) = turn.quotientAndRemainder(dividingBy: State.walk.count)
      queue.append(
        Transition(
          run: group * block + place, state: State.walk[step],
          due: began + Int64(issued) * 1_000_000_000 / Int64(rate)))
      issued += 1
    }
    dispatch()
    loop.schedule(after: .milliseconds(1)) { [self] in tick() }
  }

  private func dispatch() {
    while !idle.isEmpty, let place = queue.firstIndex(where: { !busy.contains($0.run) }) {
      send(idle.removeLast(), queue.remove(at: place))
    }
  }

  private func send(_ client: HTTPClient, _ transition: Transition) {
    busy.insert(transition.run)
    let run = runs[transition.run]
    client.send("POST", "/api/flow_runs/\(run)/set_state", body: transition.state.body(run: run)) {
      [unowned self] status, bytes, body in
      if status == 201 || status == 200 {
        if status == 200 { notAccepted += 1 }
        if timed.measuring { setState.add(Clock.now - transition.due) }
      } else {
        timed.failed("set_state: \(status) \(String(decoding: bytes[body].prefix(200), as: UTF8.self))")
      }
      busy.remove(transition.run)
      release(client)
    }
  }

  private func release(_ client: HTTPClient) {
    idle.append(client)
    dispatch()
  }

  func report(elapsed: Int64) -> Report {
    // What is still waiting has waited at least until now: leaving it out would flatter a server that falls behind.
    let now = Clock.now
    for transition in queue {
      setState.add(now - transition.due)
      unanswered += 1
    }
    var report = Report()
    report.add("rate", rate)
    report.add("transitions_per_second", timed.rate(setState.count - unanswered))
    report.add("requests", setState.count - unanswered)
    report.add("unsent", unanswered)
    report.add("not_accepted", notAccepted)
    setState.report("set_state", to: &report)
    timed.report(to: &report)
    return report
  }
}
