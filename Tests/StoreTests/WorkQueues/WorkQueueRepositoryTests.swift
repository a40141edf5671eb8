import JSON
import Models
import Store
import Testing
import Values

@Suite struct WorkQueueRepositoryTests {
  @Test("Queues that change their priorities at once never share one")
  func keepsPrioritiesApart() async throws {
    try await StoreBench.run { bench in
      let pools = WorkPoolRepository(database: bench.database)
      let queues = WorkQueueRepository(database: bench.database)
      let pool = try Body.model(WorkPoolCreate.self, Array(#"{"name":"pool","type":"process"}"#.utf8), contentType: nil)
      _ = try await pools.create(pool)
      for number in 0..<6 { _ = try await queues.create(WorkQueueCreate(name: "q\(number)"), pool: "pool") }
      let first = try Body.model(WorkQueueUpdate.self, Array(#"{"priority":1}"#.utf8), contentType: nil)
      try await withThrowingTaskGroup { group in
        for number in 0..<6 { group.addTask { try await queues.update("q\(number)", pool: "pool", first) } }
        try await group.waitForAll()
      }
      let priorities = try await queues.list(nil, pool: "pool", page: Page(limit: 200)).map(\.priority)
      #expect(Set(priorities).count == 7)
      #expect(priorities.first == 1)
    }
  }

  @Test("A pool's default queue is not deleted, and nothing is told of it")
  func keepsTheDefaultQueue() async throws {
    try await StoreBench.run { bench in
      let queues = WorkQueueRepository(database: bench.database)
      let queue = try await queues.create(WorkQueueCreate(name: "default"))
      await #expect(throws: (any Error).self) { try await queues.delete(queue.id) }
      #expect(try await queues.read(queue.id).name == "default")
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.work-queue.deleted'") == "0")
    }
  }
}
