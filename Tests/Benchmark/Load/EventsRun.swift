internal import Reactor
internal import Values

/// Clients that together send the three events of each of a number of task runs, and end when all their pongs are there.
///
/// The report says how long that took by the wall clock, so that whoever watches the database can say when the last row appeared.
final class EventsRun: LoadRun {
  private let loop: EventLoop
  private let port: Int
  private let count: Int
  private let tasks: Int
  private let checkpoint: Int
  private let limit: Int
  private let flow: String
  private let run: String
  private var clients: [EventsClient] = []
  private var begun = 0
  private var open = 0
  private var failures: [String] = []
  private var first: Int64 = 0
  private var last: Int64 = 0
  private var beganCPU: Int64 = 0
  private var lastTask = ""

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    port = try options.integer("port")
    count = try options.integer("clients")
    tasks = try options.integer("tasks")
    checkpoint = max(1, try options.integer("checkpoint", 700))
    limit = try options.integer("limit-seconds", 120)
    flow = try options.text("flow")
    run = try options.text("flow-run")
  }

  func start() throws {
    beganCPU = Clock.cpu
    loop.schedule(after: .seconds(limit)) { [self] in
      failures.append("not done after \(limit) s")
      loop.stop()
    }
    for _ in 0..<count {
      var waiting: [String] = []
      let client = try EventsClient(
        loop: loop, port: port, checkpoint: checkpoint,
        next: { [unowned self] in
          if waiting.isEmpty {
            guard begun < tasks else { return .finish }
            if begun == 0 { first = Clock.wall }
            begun += 1
            let id = UUID.random().description
            lastTask = id
            waiting = TaskRunEvents(task: id, run: run, flow: flow, number: begun).texts.reversed()
          }
          return .send(waiting.removeLast())
        },
        finished: { [unowned self] reason in
          if let reason { failures.append(reason) }
          open -= 1
          if open == 0 {
            last = Clock.wall
            loop.stop()
          }
        })
      open += 1
      clients.append(client)
      try client.start()
    }
  }

  func report(elapsed: Int64) -> Report {
    var report = Report()
    var checkpoints = Samples()
    for client in clients { for value in client.checkpoints.values { checkpoints.add(value) } }
    report.add("events", clients.reduce(0) { $0 + $1.sent })
    report.add("first_sent", Double(first) / 1_000_000_000)
    report.add("last_pong", Double(last) / 1_000_000_000)
    report.add("last_task", lastTask)
    report.add("generator_cpu_share", Double(Clock.cpu - beganCPU) / Double(max(1, elapsed)))
    checkpoints.report("checkpoint", to: &report)
    report.add("errors", failures.count)
    if let failure = failures.first { report.add("first_error", failure) }
    return report
  }
}
