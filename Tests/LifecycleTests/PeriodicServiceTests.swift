import Observability
import Reactor
import Synchronization
import Testing

@testable import Lifecycle

private struct Broken: Error {}

@Suite struct PeriodicServiceTests {
  @Test("Passes follow each other until the task is cancelled, whatever fails")
  func passes() async throws {
    let (passes, observer) = AsyncStream<PeriodicService.Pass>.makeStream()
    let failures = try await withMainLoop { loop in
      let count = Mutex(0)
      let service = PeriodicService(
        name: "p", interval: .milliseconds(1), loop: loop, logger: .silent, observe: { observer.yield($0) }
      ) {
        #expect(loop.isCurrent)
        let number = count.withLock { count in
          count += 1
          return count
        }
        if number == 2 { throw Broken() }
      }
      let running = Task(executorPreference: loop) { try await service.run() }
      var failures: [Bool] = []
      for await pass in passes {
        failures.append(pass.failure != nil)
        if failures.count == 3 { break }
      }
      running.cancel()
      await #expect(throws: CancellationError.self) { try await running.value }
      return failures
    }
    #expect(failures == [false, true, false])
  }

  @Test("A wake brings the next pass forward, also when it comes during a pass or before the start")
  func wakes() async throws {
    let (passes, observer) = AsyncStream<Int>.makeStream()
    try await withMainLoop { loop in
      let holder = Mutex<PeriodicService?>(nil)
      let count = Mutex(0)
      let service = PeriodicService(name: "p", interval: .seconds(3600), jitter: 1, loop: loop, logger: .silent) {
        let number = count.withLock { count in
          count += 1
          return count
        }
        // The second pass is asked for during the first, twice; the third from outside.
        if number == 1 {
          holder.withLock { $0?.wake() }
          holder.withLock { $0?.wake() }
        }
        observer.yield(number)
      }
      holder.withLock { $0 = service }
      service.wake()
      let running = Task(executorPreference: loop) { try await service.run() }
      var seen: [Int] = []
      for await number in passes {
        seen.append(number)
        if number == 2 { service.wake() }
        if number == 3 { break }
      }
      #expect(seen == [1, 2, 3])
      running.cancel()
      await #expect(throws: CancellationError.self) { try await running.value }
      #expect(loop.timerCount == 0)
      holder.withLock { $0 = nil }
    }
  }

  @Test("A pass that takes longer than the interval is logged")
  func overruns() async throws {
    let lines = Journal()
    let logger = Logger(service: "t", level: .debug) { lines.add(String(decoding: $0, as: UTF8.self)) }
    let (passes, observer) = AsyncStream<PeriodicService.Pass>.makeStream()
    try await withMainLoop { loop in
      let service = PeriodicService(
        name: "slow", interval: .nanoseconds(1), loop: loop, logger: logger, observe: { observer.yield($0) }
      ) { try await loop.sleep(for: .milliseconds(1)) }
      let running = Task(executorPreference: loop) { try await service.run() }
      for await pass in passes {
        #expect(pass.duration >= .milliseconds(1))
        break
      }
      running.cancel()
      _ = await running.result
    }
    #expect(lines.all.first?.contains("\"message\":\"pass took longer than its interval\",\"part\":\"slow\"") == true)
  }

  @Test("Passes are measured by the name of their service")
  func measures() {
    let metrics = Metrics()
    let observe = PeriodicService.measuring("late_runs", in: metrics)
    observe(.init(duration: .milliseconds(3), failure: nil))
    observe(.init(duration: .milliseconds(3), failure: "x"))
    let written = String(decoding: metrics.render(), as: UTF8.self)
    #expect(written.contains("apus_pass_seconds_count{part=\"late_runs\"} 2\n"))
    #expect(written.contains("apus_pass_failures_total{part=\"late_runs\"} 1\n"))
  }
}
