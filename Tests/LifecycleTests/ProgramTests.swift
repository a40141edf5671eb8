import Configuration
import Glibc
import Observability
import Reactor
import Synchronization
import Testing

@testable import Lifecycle

private let environment = [
  "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://u:sesame@h/d", "APUS_LOG_LEVEL": "ERROR",
  "APUS_EVENT_LOOPS": "2",
]

private struct Idle: Service {
  let name = "idle"
  let mainLoop: EventLoop
  let whenRunning: @Sendable () -> Void
  func run() async throws {
    whenRunning()
    try await mainLoop.sleep(for: .seconds(3600))
  }
}

private struct Migrating: MigratingService {
  let name = "migrating"
  let migrates: @Sendable () async throws -> Void
  func run() async throws { Issue.record("--migrate runs no service") }
  func migrateOnly() async throws { try await migrates() }
}

/// Signals belong to the process, so these run one after another.
@Suite(.serialized) struct ProgramTests {
  private func prints(_ arguments: [String], _ environment: [String: String]) -> (String, Int32, ExitCode) {
    var printed = ("", Int32(0))
    let code = Program.run(
      .scheduler, arguments: arguments, environment: environment, output: { printed = ($0, $1) }, services: { _ in [] })
    return (printed.0, printed.1, code)
  }

  @Test("Help, version and a check print and succeed")
  func informs() {
    let help = prints(["--help"], [:])
    #expect(help.0.hasPrefix("Usage: scheduler") && help.1 == 1 && help.2 == .success)
    let version = prints(["--version"], [:])
    #expect(version.0.hasPrefix("apus scheduler ") && version.2 == .success)
    let check = prints(["--check-config"], environment)
    #expect(check.0.contains("* APUS_EVENT_LOOPS=2\n") && !check.0.contains("sesame") && check.2 == .success)
  }

  @Test("A wrong argument ends with 64 and wrong settings with 78, each named on a line of its own")
  func refuses() {
    let argument = prints(["--bogus"], environment)
    #expect(argument.2.rawValue == 64 && argument.1 == 2 && argument.0.hasPrefix("scheduler: --bogus is not"))
    let settings = prints([], ["APUS_DRAIN_TIMEOUT": "soon"])
    #expect(settings.2.rawValue == 78 && settings.0.split(separator: "\n").count == 2)
    #expect(prints(["--check-config", "--port", "x"], environment).2 == .configuration)
  }

  @Test("A program runs on its loops until SIGTERM, and drains")
  func drains() async {
    let loops = Mutex(0)
    let code = await Self.onThread {
      Program.run(.scheduler, arguments: [], environment: environment) { context in
        loops.withLock { $0 = context.loops.count }
        return [Idle(mainLoop: context.mainLoop) { kill(getpid(), SIGTERM) }]
      }
    }
    #expect(code == .success)
    #expect(loops.withLock { $0 } == 2)
  }

  @Test("A signal during the start ends it, and a start that fails ends with 70")
  func start() async {
    let interrupted = await Self.onThread {
      Program.run(.scheduler, arguments: [], environment: environment) { context in
        kill(getpid(), SIGINT)
        try await context.mainLoop.sleep(for: .seconds(3600))
        return []
      }
    }
    #expect(interrupted == .success)
    struct Broken: Error {}
    let failed = await Self.onThread {
      Program.run(.scheduler, arguments: [], environment: environment) { _ in throw Broken() }
    }
    #expect(failed == .failed)
  }

  @Test("--migrate migrates without running a service; a failure ends with 70, a signal with 75")
  func migrates() async {
    struct Broken: Error {}
    let ways: [(ExitCode, @Sendable (EventLoop) async throws -> Void)] = [
      (.success, { _ in }), (.failed, { _ in throw Broken() }),
      (
        .cutOff,
        { loop in
          kill(getpid(), SIGINT)
          try await loop.sleep(for: .seconds(3600))
        }
      ),
    ]
    for (expected, migrate) in ways {
      let code = await Self.onThread {
        Program.run(.scheduler, arguments: ["--migrate"], environment: environment) { context in
          [Migrating { try await migrate(context.mainLoop) }]
        }
      }
      #expect(code == expected)
    }
  }

  /// A program takes over its thread, which must not be one of the few that Swift's tasks share.
  private static func onThread(_ body: @escaping @Sendable () -> ExitCode) async -> ExitCode {
    await withCheckedContinuation { continuation in
      do {
        let loop = try EventLoop(name: "program")
        loop.execute {
          continuation.resume(returning: body())
          loop.stop()
        }
        loop.start()
      } catch {
        Issue.record(error)
        continuation.resume(returning: .failed)
      }
    }
  }

  @Test("The process's environment is read")
  func environmentOfProcess() {
    let path = getenv("PATH").map { String(cString: $0) }
    #expect(Program.environment()["PATH"] == path)
  }
}
