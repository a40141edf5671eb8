import Models
import Postgres
import Store
import Testing
import Values

@Suite struct VacuumRepositoryTests {
  private let old = CivilTime(year: 2026, month: 1, day: 1).timestamp
  private var limit: Timestamp { old + .seconds(3600) }

  private func count(_ table: String, _ bench: StoreBench) async throws -> String? {
    try await bench.text("SELECT count(*) FROM \(table)")
  }

  private func event(_ name: String, at moment: Timestamp, _ bench: StoreBench) async throws {
    try await bench.change(
      """
      WITH e AS (INSERT INTO events (occurred, event, resource_id, resource, payload, received, recorded)
        VALUES ($1, $2, 'r', '{}', '{}', $1, $1) RETURNING id)
      INSERT INTO event_resources (occurred, resource_id, resource_role, resource, event_id) SELECT $1, 'r', '', '{}', id FROM e
      """, [.timestamp(moment), .text(name)])
  }

  @Test("Events go batch by batch with their resources, those of a name alone if asked for")
  func events() async throws {
    try await StoreBench.run { bench in
      let vacuum = VacuumRepository(database: bench.database)
      for _ in 0..<3 { try await event("a", at: old, bench) }
      try await event("b", at: old, bench)
      try await event("b", at: limit, bench)
      #expect(try await vacuum.removeEvents(named: "a", before: limit, limit: 2) == 2)
      #expect(try await vacuum.removeEvents(named: "a", before: limit, limit: 2) == 1)
      #expect(try await vacuum.removeEvents(before: limit, limit: 2) == 1)
      #expect(try await vacuum.removeEvents(before: limit, limit: 2) == 0)
      #expect(try await count("events", bench) == "1")
      #expect(try await count("event_resources", bench) == "1")
      try await bench.change("DELETE FROM events")
      #expect(try await vacuum.removeEventResources(before: limit + .seconds(1), limit: 2) == 1)
    }
  }

  @Test("Runs that ended long ago go with their logs and artifacts; others and what they called stay")
  func flowRuns() async throws {
    try await StoreBench.run { bench in
      let vacuum = VacuumRepository(database: bench.database)
      let (gone, recent, running) = (try await bench.flowRun(), try await bench.flowRun(), try await bench.flowRun())
      for (run, end, type) in [(gone, old, "COMPLETED"), (recent, limit, "FAILED"), (running, old, "RUNNING")] {
        try await bench.change(
          "UPDATE flow_run SET end_time = $2, state_type = $3::text::state_type WHERE id = $1",
          [.uuid(run), .timestamp(end), .text(type)])
        try await bench.change(
          "INSERT INTO log (name, level, flow_run_id, message, timestamp) VALUES ('l', 20, $1, 'm', now())",
          [.uuid(run)])
        try await bench.change("INSERT INTO artifact (flow_run_id, key) VALUES ($1, 'k')", [.uuid(run)])
      }
      #expect(try await vacuum.flowRuns(endedBefore: limit, limit: 10) == [gone])
      #expect(try await vacuum.removeFlowRuns([gone, recent, running], endedBefore: limit) == 1)
      #expect(try await bench.text("SELECT count(*) FROM flow_run WHERE id = $1", [.uuid(gone)]) == "0")
      #expect(try await count("log", bench) == "2")
      #expect(try await count("artifact", bench) == "2")
    }
  }

  @Test("What belongs to runs goes batch by batch before them, and that of others stays")
  func belongings() async throws {
    try await StoreBench.run { bench in
      let vacuum = VacuumRepository(database: bench.database)
      let (old, other) = (try await bench.flowRun(), try await bench.flowRun())
      for run in [old, old, old, other] {
        try await bench.change(
          "INSERT INTO log (name, level, flow_run_id, message, timestamp) VALUES ('l', 20, $1, 'm', now())",
          [.uuid(run)])
        try await bench.change("INSERT INTO artifact (flow_run_id, key) VALUES ($1, 'k')", [.uuid(run)])
        try await bench.change(
          "INSERT INTO task_run (flow_run_id, name, task_key, dynamic_key) VALUES ($1, 't', 't', gen_random_uuid()::text)",
          [.uuid(run)])
      }
      for (kind, table) in [
        (VacuumRepository.Belongings.logs, "log"), (.artifacts, "artifact"), (.taskRuns, "task_run"),
      ] {
        #expect(try await vacuum.removeBelongings(kind, of: [old], limit: 2) == 2)
        #expect(try await vacuum.removeBelongings(kind, of: [old], limit: 2) == 1)
        #expect(try await count(table, bench) == "1")
      }
    }
  }

  @Test("Rows of runs that are gone are found by run, and go")
  func orphans() async throws {
    try await StoreBench.run { bench in
      let vacuum = VacuumRepository(database: bench.database)
      let (there, gone) = (try await bench.flowRun(), UUID.random())
      for run in [there, gone, gone, gone] {
        try await bench.change(
          "INSERT INTO log (name, level, flow_run_id, message, timestamp) VALUES ('l', 20, $1, 'm', now())",
          [.uuid(run)])
      }
      try await bench.change("INSERT INTO log (name, level, message, timestamp) VALUES ('l', 20, 'm', now())")
      let found = try await vacuum.runs(of: .logs, after: nil, limit: 10)
      #expect(found.count == 2)
      #expect(found.filter { !$0.isThere }.map(\.id) == [gone])
      #expect(try await vacuum.runs(of: .logs, after: found[0].id, limit: 10).map(\.id) == [found[1].id])
      #expect(try await vacuum.remove(.logs, of: [there, gone], limit: 2) == 2)
      #expect(try await vacuum.remove(.logs, of: [there, gone], limit: 2) == 1)
      #expect(try await count("log", bench) == "2")
    }
  }

  @Test("A collection goes on with the newest artifact that is left, or goes")
  func collections() async throws {
    try await StoreBench.run { bench in
      let vacuum = VacuumRepository(database: bench.database)
      let left = UUID.random()
      try await bench.change("INSERT INTO artifact (id, key, type) VALUES ($1, 'a', 'table')", [.uuid(left)])
      try await bench.change(
        "INSERT INTO artifact_collection (key, latest_id) VALUES ('a', gen_random_uuid()), ('b', gen_random_uuid())")
      #expect(try await vacuum.repairCollections(limit: 10) == 2)
      #expect(try await vacuum.repairCollections(limit: 10) == 0)
      #expect(
        try await bench.text("SELECT string_agg(key || latest_id || type, ',') FROM artifact_collection")
          == "a\(left)table")
    }
  }
}
