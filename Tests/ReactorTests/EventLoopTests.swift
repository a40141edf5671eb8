import Glibc
import Synchronization
import Testing

@testable import Reactor

/// Runs a body on a loop of its own, which ends with it.
private func onLoop<R: Sendable>(_ body: @escaping @Sendable (EventLoop) async throws -> R) async throws -> R {
  let loop = try EventLoop(name: "test")
  loop.start()
  let result = await Task(executorPreference: loop) { try await body(loop) }.result
  loop.stop()
  loop.join()
  return try result.get()
}

private actor Pinned {
  private let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  init(loop: EventLoop) { self.loop = loop }
  func isOnLoop() -> Bool { loop.isCurrent }
}

/// Counts what becomes ready; it belongs to its loop.
private final class Reader: ReadinessHandler {
  var bytes: [UInt8] = []
  var done: ((Reader) -> Void)?
  let descriptor: Int32
  init(descriptor: Int32) { self.descriptor = descriptor }
  func ready(_ readiness: Readiness) {
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 { bytes += buffer[..<count] }
    done?(self)
  }
}

@Suite struct EventLoopTests {
  @Test("A task and an actor that prefer the loop run on its thread")
  func executor() async throws {
    let found = try await onLoop { loop in
      let before = loop.isCurrent
      let inActor = await Pinned(loop: loop).isOnLoop()
      await Task.yield()
      return [before, inActor, loop.isCurrent, EventLoop.current === loop]
    }
    #expect(found == [true, true, true, true])
    #expect(EventLoop.current == nil)
  }

  @Test("Calls from another thread run in their order, on the loop")
  func execute() async throws {
    let loop = try EventLoop(name: "test")
    loop.start()
    let seen = Mutex<[Int]>([])
    await withCheckedContinuation { continuation in
      for number in 0..<100 { loop.execute { seen.withLock { $0.append(loop.isCurrent ? number : -1) } } }
      loop.execute { continuation.resume() }
    }
    loop.stop()
    loop.join()
    #expect(seen.withLock { $0 } == Array(0..<100))
  }

  @Test("What is put off to the end of a turn runs after its jobs, and so does what that puts off")
  func atEndOfTurn() async throws {
    let seen = try await onLoop { loop in
      await withCheckedContinuation { (continuation: CheckedContinuation<[String], Never>) in
        loop.execute {
          var seen: [String] = []
          loop.atEndOfTurn {
            seen.append("first")
            loop.atEndOfTurn {
              seen.append("second")
              continuation.resume(returning: seen)
            }
          }
          seen.append("now")
        }
      }
    }
    #expect(seen == ["now", "first", "second"])
  }

  @Test("Timers run in order and not when they were cancelled")
  func timers() async throws {
    let seen = try await onLoop { loop in
      await withCheckedContinuation { (continuation: CheckedContinuation<[Int], Never>) in
        var seen: [Int] = []
        loop.schedule(after: .milliseconds(2)) { seen.append(2) }
        loop.schedule(after: .milliseconds(1)) { seen.append(1) }
        let cancelled = loop.schedule(after: .milliseconds(2)) { seen.append(-1) }
        loop.schedule(after: .milliseconds(3)) { continuation.resume(returning: seen) }
        loop.schedule(after: .seconds(Int64.max / 2)) { seen.append(-2) }
        loop.cancel(cancelled)
      }
    }
    #expect(seen == [1, 2])
  }

  @Test("A sleep is never early")
  func sleeps() async throws {
    let slept = try await onLoop { loop in
      let start = ContinuousClock.now
      try await loop.sleep(for: .milliseconds(5))
      return ContinuousClock.now - start
    }
    #expect(slept >= .milliseconds(5))
  }

  @Test("A cancelled sleep ends at once and leaves no timer behind")
  func cancelledSleep() async throws {
    try await onLoop { loop in
      for _ in 0..<10 {
        let sleep = Task(executorPreference: loop) { try await loop.sleep(for: .seconds(3600)) }
        await Task.yield()
        sleep.cancel()
        await #expect(throws: CancellationError.self) { try await sleep.value }
      }
      #expect(loop.timerCount == 0)
    }
  }

  @Test("A sleep of a task that is cancelled already does not begin")
  func cancelledBeforeSleep() async throws {
    try await onLoop { loop in
      let sleep = Task(executorPreference: loop) { try await loop.sleep(for: .seconds(3600)) }
      sleep.cancel()
      await #expect(throws: CancellationError.self) { try await sleep.value }
    }
  }

  @Test("A task that keeps yielding keeps neither timers nor other threads waiting")
  func fairness() async throws {
    let rounds = try await onLoop { loop in
      let called = Mutex(false)
      let stop = Atomic(false)
      loop.schedule(after: .milliseconds(1)) { stop.store(true, ordering: .relaxed) }
      Thread.run { loop.execute { called.withLock { $0 = true } } }
      var rounds = 0
      while !stop.load(ordering: .relaxed) || !called.withLock({ $0 }) {
        rounds += 1
        await Task.yield()
      }
      return rounds
    }
    #expect(rounds > 0)
  }

  @Test("A descriptor's handler gets its bytes until it is cancelled")
  func registration() async throws {
    let bytes = try await onLoop { loop in
      var ends: [Int32] = [-1, -1]
      #expect(pipe(&ends) == 0)
      let reader = Reader(descriptor: ends[0])
      let registration = try loop.register(ends[0], for: .read, handler: reader)
      #expect(loop.registrationCount == 1)
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        reader.done = { _ in continuation.resume() }
        #expect(write(ends[1], "hello", 5) == 5)
      }
      registration.cancel()
      registration.cancel()
      #expect(loop.registrationCount == 0)
      reader.done = { _ in Issue.record("called after cancel") }
      #expect(write(ends[1], "again", 5) == 5)
      try await loop.sleep(for: .milliseconds(1))
      close(ends[0])
      close(ends[1])
      return reader.bytes
    }
    #expect(bytes == Array("hello".utf8))
  }

  @Test("A descriptor that can't be watched is refused with the system's reason")
  func badDescriptor() async throws {
    try await onLoop { loop in
      let error = #expect(throws: SystemError.self) {
        try loop.register(-1, for: .read, handler: Reader(descriptor: -1))
      }
      #expect(error?.code == EBADF)
    }
  }

  @Test("A signal reaches the loop as a call")
  func signals() async throws {
    let number = try await onLoop { loop in
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
        do {
          let watch = try SignalWatch([SIGUSR2], on: loop) { continuation.resume(returning: $0) }
          kill(getpid(), SIGUSR2)
          withExtendedLifetime(watch) {}
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
    #expect(number == SIGUSR2)
  }
}

/// A thread that is no loop.
private enum Thread {
  static func run(_ body: @escaping @Sendable () -> Void) {
    Task.detached { body() }
  }
}
