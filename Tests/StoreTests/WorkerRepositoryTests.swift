import Models
import Postgres
import Store
import Testing
import Values

@Suite struct WorkerRepositoryTests {
  private func status(of pool: String, _ bench: StoreBench) async throws -> WorkPoolStatus {
    try await WorkPoolRepository(database: bench.database).read(pool).status
  }

  private func events(_ name: String, _ bench: StoreBench) async throws -> String? {
    try await bench.text("SELECT count(*)::text FROM events WHERE event = $1", [.text(name)])
  }

  @Test("A heartbeat makes a worker, and its pool ready with one event however many beat at once")
  func heartbeat() async throws {
    try await StoreBench.run { bench in
      let workers = WorkerRepository(database: bench.database)
      _ = try await WorkPoolRepository(database: bench.database).create(WorkPoolCreate(name: "p", type: "process"))
      try await withThrowingTaskGroup { group in
        for number in 0..<20 {
          group.addTask { try await workers.record(WorkerHeartbeat(name: "w\(number % 4)"), pool: "p") }
        }
        try await group.waitForAll()
      }
      #expect(try await workers.list(nil, pool: "p", page: Page(limit: 9)).count == 4)
      #expect(try await status(of: "p", bench) == .ready)
      #expect(try await events("prefect.work-pool.ready", bench) == "1")
    }
  }

  @Test("A heartbeat of a pool that is not there is not found")
  func missing() async throws {
    try await StoreBench.run { bench in
      await #expect(throws: DomainError.notFound("Work pool \"p\" not found.")) {
        try await WorkerRepository(database: bench.database).record(WorkerHeartbeat(name: "w"), pool: "p")
      }
    }
  }

  @Test("A silent worker goes offline and takes its pool with it, once, with many looking")
  func silence() async throws {
    try await StoreBench.run { bench in
      let workers = WorkerRepository(database: bench.database)
      let liveness = LivenessRepository(database: bench.database)
      _ = try await WorkPoolRepository(database: bench.database).create(WorkPoolCreate(name: "p", type: "process"))
      try await workers.record(WorkerHeartbeat(name: "quick", intervalSeconds: 1), pool: "p")
      #expect(try await liveness.silenceWorkers(multiple: 3, fallback: .seconds(30)) == 0)
      #expect(try await liveness.desertPools() == 0)
      _ = try await bench.database.run(
        Statement("", "UPDATE worker SET last_heartbeat_time = last_heartbeat_time - interval '4 seconds'"))
      let silenced = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 { group.addTask { try await liveness.silenceWorkers(multiple: 3, fallback: .seconds(30)) } }
        return try await group.reduce(0, +)
      }
      #expect(silenced == 1)
      let deserted = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 { group.addTask { try await liveness.desertPools() } }
        return try await group.reduce(0, +)
      }
      #expect(deserted == 1)
      #expect(try await status(of: "p", bench) == .notReady)
      #expect(try await events("prefect.work-pool.not-ready", bench) == "2")
    }
  }
}
