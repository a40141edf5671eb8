internal import Reactor
internal import Values

/// Clients that each send one batch of log lines after the other.
final class LogsRun: LoadRun {
  private let loop: EventLoop
  private let timed: TimedRun
  private let port: Int
  private let run: String
  private let count: Int
  private let batch: Int
  private var clients: [HTTPClient] = []
  private var batches = Samples()

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    port = try options.integer("port")
    run = try options.text("flow-run")
    count = try options.integer("clients")
    batch = try options.integer("batch", 100)
    timed = try TimedRun(loop: loop, options: options)
  }

  func start() {
    timed.start()
    for _ in 0..<count {
      let client = HTTPClient(loop: loop, port: port)
      client.failed = { [unowned self, unowned client] reason in
        timed.failed(reason)
        send(client)
      }
      clients.append(client)
      send(client)
    }
  }

  private func send(_ client: HTTPClient) {
    guard !timed.stopping else { return }
    let began = Clock.now
    client.send("POST", "/api/logs/", body: body()) { [unowned self] status, bytes, body in
      if status == 201 {
        if timed.measuring { batches.add(Clock.now - began) }
      } else {
        timed.failed("logs: \(status) \(String(decoding: bytes[body].prefix(200), as: UTF8.self))")
      }
      send(client)
    }
  }

  func report(elapsed: Int64) -> Report {
    var report = Report()
    report.add("lines_per_second", timed.rate(batches.count * batch))
    report.add("requests", batches.count)
    batches.report("batch", to: &report)
    timed.report(to: &report)
    return report
  }

  private func body() -> String {
    let now = Timestamp(microseconds: Clock.wall / 1000).text
    var lines: [String] = []
    for number in 0..<batch {
      lines.append(
        """
        {"name":"prefect.flow_runs","level":20,"message":"Step \(number) of the nightly load is done: 500 rows were read and 498 kept",\
        "timestamp":"\(now)","flow_run_id":"\(run)","task_run_id":null}
        """)
    }
    return "[" + lines.joined(separator: ",") + "]"
  }
}
