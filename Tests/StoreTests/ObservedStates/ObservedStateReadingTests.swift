import Models
import Postgres
import Testing
import Values

@testable import Store

/// `ObservedStateRepository` with tables of states that count as large: all that have more than two blocks.
@Suite struct ObservedStateReadingTests {
  /// States of `name`, four to a block, of a flow run of their own and each a second after the one before.
  private func add(
    _ name: String, count: Int = 40, at moment: Timestamp, id: String = "apus.first_id(m.at)", _ bench: StoreBench
  ) async throws -> UUID {
    let run = try await bench.flowRun()
    try await bench.change(
      """
      INSERT INTO flow_run_state (id, flow_run_id, type, name, timestamp, message, state_details)
      SELECT \(id), $1, 'RUNNING', $2, m.at, repeat('x', 1900), '{}'
      FROM (SELECT $3::timestamptz + n * interval '1 second' AS at FROM generate_series(0, $4::int - 1) n) m
      """, [.uuid(run), .text(name), .timestamp(moment), .int4(Int32(count))])
    return run
  }

  /// Its passes end when all is read, however busy the machine is.
  private func readingAll(_ bench: StoreBench) -> ObservedStateRepository {
    ObservedStateRepository(
      database: bench.database, blocksAtOnce: 2, readingTime: .seconds(600), firstReadingTime: .seconds(600))
  }

  private func states(_ repository: ObservedStateRepository) async throws -> [ObservedState] {
    try await repository.list(ObservedStateQuery(sort: .nameAscending))
  }

  private func state(_ name: String, from first: Timestamp, until last: Timestamp) -> ObservedState {
    ObservedState(type: .running, name: name, firstSeen: first, lastSeen: last)
  }

  private func hoursAgo(_ hours: Int) -> Timestamp {
    Timestamp.now() - .seconds(3600 * hours)
  }

  @Test("What a pass has read and what came after it is listed, as if the tables were read whole")
  func lists() async throws {
    try await StoreBench.run { bench in
      let large = readingAll(bench)
      let whole = ObservedStateRepository(database: bench.database)
      let (old, new) = (hoursAgo(5), hoursAgo(0))
      _ = try await add("old", at: old, bench)
      #expect(try await states(large) == [])
      try await large.pass()
      #expect(try await states(large) == [state("old", from: old, until: old + .seconds(39))])
      _ = try await add("new", count: 1, at: new, bench)
      _ = try await add("old", count: 1, at: new + .milliseconds(1), bench)
      let all = [state("new", from: new, until: new), state("old", from: old, until: new + .milliseconds(1))]
      #expect(try await states(large) == all)
      #expect(try await states(whole) == all)
      try await large.pass()
      #expect(try await bench.text("SELECT count(*) FROM apus.observed_state") == "2")
      #expect(try await states(large) == all)
    }
  }

  @Test("A reading that is due the next day finds states with random ids, and forgets what was deleted")
  func readsAgain() async throws {
    try await StoreBench.run { bench in
      let large = readingAll(bench)
      let moment = hoursAgo(5)
      _ = try await add("kept", at: moment, bench)
      let run = try await add("deleted", count: 1, at: hoursAgo(4), bench)
      try await large.pass()
      _ = try await add("random", count: 1, at: moment, id: "'ffffffff-0000-4000-8000-000000000000'::uuid", bench)
      try await bench.change("DELETE FROM flow_run WHERE id = $1", [.uuid(run)])
      try await large.pass()
      #expect(try await states(large).map(\.name) == ["deleted", "kept"])
      try await bench.change("UPDATE apus.observed_state_reading SET completed = completed - interval '1 day'")
      try await large.pass()
      #expect(try await states(large).map(\.name) == ["kept", "random"])
    }
  }

  @Test("Replicas share a reading, and continue one that was interrupted")
  func shares() async throws {
    try await StoreBench.run(lanes: 2) { bench in
      let large = readingAll(bench)
      let moment = hoursAgo(5)
      _ = try await add("state", at: moment, bench)
      try await bench.change(
        "UPDATE apus.observed_state_reading SET next_block = 4, until = clock_timestamp() WHERE source = 'flow_run_state'"
      )
      try await withThrowingTaskGroup { group in
        for _ in 0..<3 { group.addTask { try await large.pass() } }
        try await group.waitForAll()
      }
      #expect(try await states(large) == [state("state", from: moment + .seconds(16), until: moment + .seconds(39))])
      #expect(
        try await bench.text(
          """
          SELECT complete || ' ' || (next_block IS NULL) FROM apus.observed_state_reading
          WHERE source = 'flow_run_state'
          """) == "1 true")
    }
  }

  @Test("Small tables are read for every request, and no pass reads them")
  func small() async throws {
    try await StoreBench.run { bench in
      let repository = ObservedStateRepository(database: bench.database)
      let run = try await add("only", at: hoursAgo(5), bench)
      try await repository.pass()
      #expect(try await bench.text("SELECT count(*) FROM apus.observed_state") == "0")
      #expect(try await states(repository).map(\.name) == ["only"])
      try await bench.change("DELETE FROM flow_run WHERE id = $1", [.uuid(run)])
      #expect(try await states(repository) == [])
    }
  }
}
