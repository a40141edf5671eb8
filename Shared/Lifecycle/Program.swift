public import Configuration
internal import Glibc
internal import Observability
internal import Reactor

/// The life of a process: arguments, settings, loops, services, exit code.
public enum Program {
  /// Runs a program to its end and leaves the process. The only call of an executable's `main.swift`.
  ///
  /// - Parameter services: Makes the parts, those that others need first. It runs on the main loop.
  public static func main(
    _ service: ServiceName, services: @escaping @Sendable (ProgramContext) async throws -> [any Service]
  ) -> Never {
    let code = run(
      service, arguments: Array(CommandLine.arguments.dropFirst()), environment: environment(), services: services)
    exit(code.rawValue)
  }

  /// The same with everything passed in; it takes over the calling thread and the process's signals.
  static func run(
    _ service: ServiceName, arguments: [String], environment: [String: String],
    output: (String, Int32) -> Void = Program.write,
    services: @escaping @Sendable (ProgramContext) async throws -> [any Service]
  ) -> ExitCode {
    switch Preparation(service, arguments: arguments, environment: environment) {
    case .print(let text, let code):
      output(text, code == .success ? STDOUT_FILENO : STDERR_FILENO)
      return code
    case .run(let settings): return live(service, settings, services, migratesOnly: false)
    case .migrate(let settings): return live(service, settings, services, migratesOnly: true)
    }
  }

  private static func live(
    _ service: ServiceName, _ settings: Settings,
    _ services: @escaping @Sendable (ProgramContext) async throws -> [any Service], migratesOnly: Bool
  ) -> ExitCode {
    let logger = Logger(service: service.rawValue, level: LogLevel(name: settings.cluster.logLevel) ?? .info)
    do {
      return try live(service, settings, logger, services, migratesOnly: migratesOnly)
    } catch {
      logger.error("event loop could not be made", ["error": .text("\(error)")])
      return .failed
    }
  }

  private static func live(
    _ service: ServiceName, _ settings: Settings, _ logger: Logger,
    _ services: @escaping @Sendable (ProgramContext) async throws -> [any Service], migratesOnly: Bool
  ) throws(SystemError) -> ExitCode {
    for warning in settings.warnings { logger.warning(warning) }
    let main = try EventLoop(name: "main")
    var loops: [EventLoop] = []
    for number in 0..<settings.cluster.eventLoopCount(processors: sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
      loops.append(try EventLoop(name: "loop-\(number)"))
    }
    SignalWatch.ignoreBrokenPipes()
    for loop in loops { loop.start() }
    let metrics = Metrics()
    metrics.addProcess()
    let context = ProgramContext(
      service: service, settings: settings, logger: logger, metrics: metrics, loops: loops, mainLoop: main)
    let life = Life(context: context, migratesOnly: migratesOnly, services: services)
    // Unstructured: it is the root of everything that runs. The loop below ends when it does.
    main.execute {
      life.watchSignals()
      Task(executorPreference: main) {
        await life.run()
        main.stop()
      }
    }
    main.run()
    let code = life.exitCode
    // A loop that is stuck must not keep the process.
    for loop in loops { loop.stop() }
    logger.info("ended", ["exit_code": .integer(Int64(code.rawValue))])
    return code
  }

  /// The process's environment.
  static func environment() -> [String: String] {
    var result: [String: String] = [:]
    var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
    while let variable = next.pointee {
      let parts = String(cString: variable).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
      next += 1
    }
    return result
  }

  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
