internal import Reactor
internal import Values

/// The three events of each of many task runs at a given rate of events, and, for some task runs, how long after its last event
/// was sent `GET /task_runs/{id}` shows it COMPLETED.
final class PacedEventsRun: LoadRun {
  private let loop: EventLoop
  private let port: Int
  private let rate: Int
  private let tasks: Int
  private let limit: Int
  private let flow: String
  private let run: String
  private let checkpoint: Int
  private var senders: [EventsClient] = []
  private var queues: [[String]] = []
  private var probes: [HTTPClient] = []
  private var idleProbes: [HTTPClient] = []
  private var begun = 0
  private var began: Int64 = 0
  private var first: Int64 = 0
  private var last: Int64 = 0
  private var open = 0
  private var probing = 0
  private var readable = Samples()
  private var checkpointWaits = Samples()
  private var failures: [String] = []
  private var lastTask = ""
  private var sampled: Int64 = 0
  private var beganCPU: Int64 = 0

  /// The pause between two looks at the same task run: what the time to readable is exact to.
  private static let pause = Duration.milliseconds(2)
  /// The time between two task runs that are looked at.
  private static let sampling: Int64 = 20_000_000

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    port = try options.integer("port")
    rate = max(3, try options.integer("rate"))
    tasks = rate * (try options.integer("seconds")) / 3
    flow = try options.text("flow")
    run = try options.text("flow-run")
    checkpoint = max(1, try options.integer("checkpoint", 700))
    limit = try options.integer("limit-seconds", 120)
    queues = Array(repeating: [], count: max(1, try options.integer("clients")))
    for _ in 0..<4 { probes.append(HTTPClient(loop: loop, port: port)) }
  }

  func start() throws {
    beganCPU = Clock.cpu
    idleProbes = probes
    for probe in probes {
      probe.failed = { [unowned self] reason in
        failures.append(reason)
        probing -= 1
        stopIfDone()
      }
    }
    for number in queues.indices {
      let sender = try EventsClient(
        loop: loop, port: port, checkpoint: checkpoint,
        next: { [unowned self] in next(number) },
        finished: { [unowned self] reason in
          if let reason { failures.append(reason) }
          open -= 1
          if open == 0 { last = Clock.wall }
          stopIfDone()
        })
      open += 1
      senders.append(sender)
      try sender.start()
    }
    loop.schedule(after: .seconds(limit)) { [self] in
      failures.append("not done after \(limit) s")
      loop.stop()
    }
    first = Clock.wall
    began = Clock.now
    tick()
  }

  /// Wakes the senders every millisecond: what is due is theirs to take.
  private func tick() {
    for sender in senders { sender.resume() }
    if open > 0 { loop.schedule(after: .milliseconds(1)) { [self] in tick() } }
  }

  private func next(_ sender: Int) -> NextEvent {
    if queues[sender].isEmpty {
      guard begun < tasks else { return .finish }
      guard Int64(begun) * 3 * 1_000_000_000 <= (Clock.now - began) * Int64(rate) else { return .later }
      begun += 1
      let id = UUID.random().description
      lastTask = id
      queues[sender] = TaskRunEvents(task: id, run: run, flow: flow, number: begun).texts.reversed()
      if Clock.now - sampled >= PacedEventsRun.sampling, let probe = idleProbes.popLast() {
        sampled = Clock.now
        probing += 1
        look(probe, id, since: sampled)
      }
    }
    return .send(queues[sender].removeLast())
  }

  private func look(_ probe: HTTPClient, _ task: String, since began: Int64) {
    probe.send("GET", "/api/task_runs/\(task)") { [unowned self] status, bytes, body in
      let text = String(decoding: bytes[body], as: UTF8.self)
      if status == 200, text.contains(#""state_type":"COMPLETED""#) {
        readable.add(Clock.now - began)
        probing -= 1
        idleProbes.append(probe)
        stopIfDone()
      } else if status == 200 || status == 404 {
        loop.schedule(after: PacedEventsRun.pause) { [self] in look(probe, task, since: began) }
      } else {
        failures.append("GET /task_runs/\(task): \(status)")
        probing -= 1
        stopIfDone()
      }
    }
  }

  private func stopIfDone() {
    if open == 0, probing == 0 { loop.stop() }
  }

  func report(elapsed: Int64) -> Report {
    var report = Report()
    for sender in senders { for value in sender.checkpoints.values { checkpointWaits.add(value) } }
    let events = senders.reduce(0) { $0 + $1.sent }
    report.add("rate", rate)
    report.add("events", events)
    report.add("tasks", begun)
    report.add("first_sent", Double(first) / 1_000_000_000)
    report.add("last_pong", Double(last) / 1_000_000_000)
    report.add("events_per_second", Double(events) * 1_000_000_000 / Double(max(1, last - first)))
    report.add("last_task", lastTask)
    report.add("generator_cpu_share", Double(Clock.cpu - beganCPU) / Double(max(1, elapsed)))
    readable.report("readable", to: &report)
    checkpointWaits.report("checkpoint", to: &report)
    report.add("errors", failures.count)
    if let failure = failures.first { report.add("first_error", failure) }
    return report
  }
}
