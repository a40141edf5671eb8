import Observability
import Reactor
import Synchronization
import Testing

@testable import Lifecycle

/// What happened, in order.
final class Journal: Sendable {
  private let entries = Mutex<[String]>([])
  func add(_ entry: String) { entries.withLock { $0.append(entry) } }
  var all: [String] { entries.withLock { $0 } }
}

private struct Waiting: Service {
  let name: String
  let journal: Journal
  let mainLoop: EventLoop
  var started: @Sendable () -> Void = {}
  func run() async throws {
    journal.add("start \(name)")
    started()
    do {
      try await mainLoop.sleep(for: .seconds(3600))
    } catch {
      journal.add("stop \(name)")
    }
  }
}

private struct Stubborn: Service {
  let name = "stubborn"
  let mainLoop: EventLoop
  let stopLimit: Duration? = .milliseconds(1)
  func run() async throws {
    // Deaf to cancellation: it sleeps in a task that nobody cancels.
    let deaf = Task { [mainLoop] in try await mainLoop.sleep(for: .seconds(3600)) }
    _ = await deaf.result
  }
}

private struct Failing: Service {
  struct Failure: Error {}
  let name = "failing"
  func run() async throws { throw Failure() }
}

func withMainLoop<R: Sendable>(_ body: @escaping @Sendable (EventLoop) async throws -> R) async throws -> R {
  let loop = try EventLoop(name: "main")
  loop.start()
  let result = await Task(executorPreference: loop) { try await body(loop) }.result
  loop.stop()
  loop.join()
  return try result.get()
}

@Suite struct ServiceGroupTests {
  @Test("Services run until asked and end in reverse order")
  func drains() async throws {
    let journal = Journal()
    let code = try await withMainLoop { loop in
      let group = Mutex<ServiceGroup?>(nil)
      let last = Waiting(name: "b", journal: journal, mainLoop: loop) { group.withLock { $0?.stop() } }
      let made = ServiceGroup(
        services: [Waiting(name: "a", journal: journal, mainLoop: loop), last], loop: loop, stopWithin: .seconds(60),
        logger: .silent)
      group.withLock { $0 = made }
      return await made.run()
    }
    #expect(code == .success)
    #expect(journal.all == ["start a", "start b", "stop b", "stop a"])
  }

  @Test("A failed service ends the others with a failure")
  func failure() async throws {
    let journal = Journal()
    let code = try await withMainLoop { loop in
      await ServiceGroup(
        services: [Waiting(name: "a", journal: journal, mainLoop: loop), Failing()], loop: loop,
        stopWithin: .seconds(60),
        logger: .silent
      ).run()
    }
    #expect(code == .failed)
    #expect(journal.all == ["start a", "stop a"])
  }

  @Test("A service that is deaf to its end is cut off when the time is over")
  func deadline() async throws {
    let journal = Journal()
    let code = try await withMainLoop { loop in
      let group = ServiceGroup(
        services: [Waiting(name: "a", journal: journal, mainLoop: loop), Stubborn(mainLoop: loop)], loop: loop,
        stopWithin: .milliseconds(50), logger: .silent)
      group.stop()
      return await group.run()
    }
    #expect(code == .cutOff)
    #expect(journal.all.last == "stop a")
  }

  @Test("Asking twice ends at once")
  func twice() async throws {
    let code = try await withMainLoop { loop in
      let group = ServiceGroup(
        services: [Stubborn(mainLoop: loop)], loop: loop, stopWithin: .seconds(3600), logger: .silent)
      group.stop()
      group.stop()
      return await group.run()
    }
    #expect(code == .cutOff)
  }

  @Test("Cancelling the group's task drains it, and a group of nothing ends at once")
  func cancels() async throws {
    let journal = Journal()
    let codes = try await withMainLoop { loop in
      let group = ServiceGroup(
        services: [Waiting(name: "a", journal: journal, mainLoop: loop)], loop: loop, stopWithin: .seconds(60),
        logger: .silent)
      let running = Task { await group.run() }
      running.cancel()
      let empty = ServiceGroup(services: [], loop: loop, stopWithin: .zero, logger: .silent)
      return [await running.value, await empty.run()]
    }
    #expect(codes == [.success, .success])
    #expect(journal.all.last == "stop a")
  }
}
