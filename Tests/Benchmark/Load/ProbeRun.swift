internal import Reactor

/// Clients that each ask the same thing again and again, with a pause between an answer and the next question.
final class ProbeRun: LoadRun {
  private let loop: EventLoop
  private let timed: TimedRun
  private let port: Int
  private let path: String
  private let count: Int
  private let pause: Int
  private var clients: [HTTPClient] = []
  private var answers = Samples()

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    port = try options.integer("port")
    path = try options.text("path")
    count = try options.integer("clients")
    pause = try options.integer("pause-ms", 0)
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
    client.send("GET", path) { [unowned self] status, _, _ in
      if status == 200 {
        if timed.measuring { answers.add(Clock.now - began) }
      } else {
        timed.failed("\(path): \(status)")
      }
      if pause == 0 {
        send(client)
      } else {
        loop.schedule(after: .milliseconds(pause)) { [self] in send(client) }
      }
    }
  }

  func report(elapsed: Int64) -> Report {
    var report = Report()
    report.add("requests_per_second", timed.rate(answers.count))
    report.add("requests", answers.count)
    answers.report("request", to: &report)
    timed.report(to: &report)
    return report
  }
}
