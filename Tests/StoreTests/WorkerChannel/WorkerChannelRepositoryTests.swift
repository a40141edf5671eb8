import JSON
import Models
import Postgres
import Testing
import Values

@testable import Store

@Suite struct WorkerChannelRepositoryTests {
  private static let template = RawJSON(
    validated: Array(#"{"job_configuration":{"a":1},"variables":{"type":"object"}}"#.utf8))

  private func worker(
    queues: [String] = [], createsPool: Bool = true, template: RawJSON = .emptyObject, name: String = "w"
  ) -> ConnectingWorker {
    ConnectingWorker(
      name: name, type: "process", heartbeatIntervalSeconds: 7, queueNames: queues, createsPool: createsPool,
      template: template)
  }

  @Test("A worker that connects makes its pool and its heartbeat together, and nothing if it is refused")
  func connects() async throws {
    try await StoreBench.run { bench in
      let channel = WorkerChannelRepository(database: bench.database)
      for (refused, refusal) in [
        (worker(createsPool: false), ConnectRefusal.poolNotFound), (worker(queues: ["none"]), .queueNotFound),
        (worker(template: RawJSON(validated: Array(#"{"variables":{}}"#.utf8))), .invalidPool),
      ] {
        await #expect(throws: refusal) { try await channel.connect(refused, pool: "p") }
        #expect(try await bench.text("SELECT count(*) FROM work_pool") == "0")
        #expect(try await bench.text("SELECT count(*) FROM events") == "0")
      }
      await #expect(throws: ConnectRefusal.reservedName) { try await channel.connect(worker(), pool: "Prefect-x") }
      let connected = try await channel.connect(
        worker(queues: ["default", "default"], template: WorkerChannelRepositoryTests.template), pool: "p")
      #expect(connected.pool.status == .ready && connected.queues.map(\.name) == ["default"])
      #expect(connected.pool.type == "process" && !connected.isTemplateStored)
      #expect(try await bench.text("SELECT name || status || heartbeat_interval_seconds FROM worker") == "wONLINE7")
    }
  }

  @Test("Of workers that make a pool at once all connect to the same one")
  func connectsTogether() async throws {
    try await StoreBench.run(lanes: 2) { bench in
      let channel = WorkerChannelRepository(database: bench.database)
      let ids = try await withThrowingTaskGroup { group in
        for number in 0..<5 {
          group.addTask { try await channel.connect(worker(name: "w\(number)"), pool: "p").pool.id }
        }
        return try await group.reduce(into: Set<UUID>()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      #expect(try await bench.text("SELECT count(*) FROM worker") == "5")
    }
  }

  @Test("A template is stored in a pool that has none, told in an event and to connected workers")
  func storesTemplate() async throws {
    try await StoreBench.run { bench in
      let channel = WorkerChannelRepository(database: bench.database)
      let pool = try await WorkPoolRepository(database: bench.database).create(
        WorkPoolCreate(name: "p", type: "process"))
      let offering = worker(template: WorkerChannelRepositoryTests.template)
      let first = try await channel.connect(offering, pool: "p")
      let second = try await channel.connect(offering, pool: "p")
      #expect(first.isTemplateStored && !second.isTemplateStored)
      #expect(second.pool.baseJobTemplate.compact != .emptyObject)
      #expect(try await channel.revisions([pool.id, .random()]) == [pool.id: 1])
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.work-pool.updated'") == "1")
    }
  }

  @Test("Changes that concern workers are counted, and a deleted pool is gone")
  func counts() async throws {
    try await StoreBench.run { bench in
      let channel = WorkerChannelRepository(database: bench.database)
      let pools = WorkPoolRepository(database: bench.database)
      let pool = try await pools.create(WorkPoolCreate(name: "p", type: "process"))
      let description = try #require(
        WorkPoolUpdate(stored: RawJSON(validated: Array(#"{"description":"d"}"#.utf8))))
      for (update, revision) in [(description, 0), (WorkPoolUpdate(isPaused: false), 1), (.init(isPaused: true), 2)] {
        try await pools.update("p", update)
        #expect(try await channel.revisions([pool.id]) == [pool.id: revision])
      }
      let found = try #require(try await channel.pool(pool.id))
      #expect(found.isPaused)
      #expect(try await channel.updated(pool.id) == found.updated)
      try await pools.delete("p")
      #expect(try await channel.revisions([pool.id]).isEmpty)
      #expect(try await channel.pool(pool.id) == nil)
      #expect(try await channel.updated(pool.id) == nil)
      #expect(try await bench.text("SELECT count(*) FROM apus.work_pool_revision") == "0")
    }
  }
}
