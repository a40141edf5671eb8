internal import Glibc
internal import Reactor

/// The load generator of the benchmark: one thread, plain sockets, answers in one JSON object on stdout.
///
///     load cycles   life cycles of flow runs over HTTP
///     load paced    state transitions of flow runs at a given rate
///     load logs     batches of log lines over HTTP
///     load events   task-run events over the events WebSocket
///     load stream   task-run events at a given rate, and when each becomes readable
///     load probe    one GET again and again
///     load stub     a trivial server, to find out what the generator itself can do
enum LoadGenerator {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      Output.complain("load: \(error)")
      exit(2)
    }
  }

  private static func run(_ arguments: [String]) throws {
    guard let mode = arguments.first else {
      throw LoadError("say what to do: cycles, paced, logs, events, stream, probe or stub")
    }
    let options = try Options(arguments.dropFirst())
    let loop = try EventLoop(name: "load")
    // Kept until the loop ends: registrations hold the connections, nothing else holds the run.
    let run: any LoadRun =
      switch mode {
      case "cycles": try CyclesRun(loop: loop, options: options)
      case "paced": try PacedTransitionsRun(loop: loop, options: options)
      case "logs": try LogsRun(loop: loop, options: options)
      case "events": try EventsRun(loop: loop, options: options)
      case "stream": try PacedEventsRun(loop: loop, options: options)
      case "probe": try ProbeRun(loop: loop, options: options)
      case "stub": try StubServer(loop: loop, options: options)
      default: throw LoadError("unknown mode \(mode)")
      }
    try options.checkAllUsed()
    let began = Clock.now
    let box = RunBox(run)
    loop.execute { box.start(on: loop) }
    loop.run()
    if let failure = box.failure { throw failure }
    print(run.report(elapsed: Clock.now - began).text)
  }
}

/// What one mode does; everything is called on the loop's thread, or when the loop has ended.
protocol LoadRun: AnyObject {
  func start() throws
  func report(elapsed: Int64) -> Report
}

/// Carries a run onto the loop.
///
/// `@unchecked Sendable`: it is made before the loop runs, used on the loop's thread, and read after the loop has ended; the main
/// thread is all of these.
final class RunBox: @unchecked Sendable {
  let run: any LoadRun
  private(set) var failure: (any Error)?

  init(_ run: any LoadRun) {
    self.run = run
  }

  func start(on loop: EventLoop) {
    do {
      try run.start()
    } catch {
      failure = error
      loop.stop()
    }
  }
}

/// Why the generator could not do what was asked.
struct LoadError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
