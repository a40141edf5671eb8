internal import Reactor

/// A run with a warm-up that does not count and a measured time after it.
final class TimedRun {
  private let loop: EventLoop
  private let warmUp: Int
  private let seconds: Int
  private(set) var measuring = false
  private(set) var stopping = false
  private(set) var measured: Int64 = 0
  private(set) var cpu: Int64 = 0
  private(set) var errors = 0
  private(set) var firstError = ""
  private var began: Int64 = 0
  private var beganCPU: Int64 = 0

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    seconds = try options.integer("seconds")
    warmUp = try options.integer("warm-up", 1)
  }

  /// Starts the clock; the loop ends when the time is over.
  func start() {
    loop.schedule(after: .seconds(warmUp)) { [self] in
      measuring = true
      began = Clock.now
      beganCPU = Clock.cpu
      print("{\"measuring\": true}")
      Output.flush()
    }
    loop.schedule(after: .seconds(warmUp + seconds)) { [self] in
      measuring = false
      stopping = true
      measured = Clock.now - began
      cpu = Clock.cpu - beganCPU
      loop.stop()
    }
  }

  func failed(_ reason: String) {
    errors += 1
    if firstError.isEmpty { firstError = reason }
  }

  /// Adds the seconds measured, the generator's own share of a processor, and what went wrong.
  func report(to report: inout Report) {
    report.add("seconds", Double(measured) / 1_000_000_000)
    report.add("generator_cpu_share", Double(cpu) / Double(max(1, measured)))
    report.add("errors", errors)
    if errors > 0 { report.add("first_error", firstError) }
  }

  func rate(_ count: Int) -> Double { Double(count) * 1_000_000_000 / Double(max(1, measured)) }
}
