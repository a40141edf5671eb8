import Observability
import Reactor
import Synchronization
import Testing
import Values

@testable import GatewayService

@Suite("Marks of what is polled")
struct PollMarkerTests {
  /// What was asked of the database.
  private final class Marks: Sendable {
    let all = Mutex<[(queues: Set<UUID>, deployments: Set<UUID>)]>([])
    let isUnmarked = Mutex(false)

    var store: PollMarker.Store {
      PollMarker.Store(
        isUnmarked: { _, _ in self.isUnmarked.withLock { $0 } },
        mark: { queues, deployments in self.all.withLock { $0.append((Set(queues), Set(deployments))) } })
    }

    var count: Int { all.withLock { $0.count } }
  }

  private func withMarker(_ body: (PollMarker, Marks) async throws -> Void) async throws {
    let loop = try EventLoop(name: "test")
    loop.start()
    let marks = Marks()
    try await body(PollMarker(loop: loop, store: marks.store, pause: .milliseconds(50), logger: .silent), marks)
    loop.stop()
    loop.join()
  }

  private func until(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test("The polls of some time are marked together", .timeLimit(.minutes(1)))
  func collects() async throws {
    try await withMarker { marker, marks in
      let queues = [UUID.random(), UUID.random()]
      for _ in 0..<100 { await marker.polled(queues: queues) }
      for deployment in [UUID.random(), UUID.random()] {
        await marker.polled(deployments: [deployment])
        try await until { marks.all.withLock { $0.contains { $0.deployments.contains(deployment) } } }
      }
      #expect(marks.all.withLock { $0.first?.queues } == Set(queues))
      #expect(marks.count < 20)
    }
  }

  @Test("What is not ready is marked at once, and so is what comes when very much waits")
  func atOnce() async throws {
    try await withMarker { marker, marks in
      marks.isUnmarked.withLock { $0 = true }
      let queue = UUID.random()
      await marker.polled(queues: [queue])
      #expect(marks.all.withLock { $0.map(\.queues) } == [[queue]])
      marks.isUnmarked.withLock { $0 = false }
      await marker.polled(deployments: (0..<10_001).map { _ in UUID.random() })
      #expect(marks.count == 2)
    }
  }
}
