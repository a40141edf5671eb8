import JSON
import Models
import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite struct RunLivenessTests {
  private let client = ClientVersions()

  /// A run in a state that it has been in for some seconds.
  private func run(
    _ type: StateType, for seconds: Int, of deployment: UUID? = nil, in bench: StoreBench
  ) async throws -> FlowRun {
    let flow = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "f")).flow
    var new = FlowRunCreate(flowID: flow.id, state: StateCreate(type: type))
    new.deploymentID = deployment
    let run = try await FlowRunRepository(database: bench.database).create(new, client: client).run
    try await bench.change(
      "UPDATE flow_run_state SET created = created - make_interval(secs => $2) WHERE flow_run_id = $1",
      [.uuid(run.id), .float8(Double(seconds))])
    return run
  }

  /// An event about a run that was stored some seconds ago, by a sender whose clock may be wrong.
  private func event(
    _ name: String = "prefect.flow-run.heartbeat", of run: FlowRun, ago seconds: Int, clockAhead: Int = 0,
    in bench: StoreBench
  ) async throws {
    try await bench.change(
      """
      INSERT INTO events (occurred, event, resource_id, resource, payload, received, recorded, updated)
      SELECT m + make_interval(secs => $4), $2, 'prefect.flow-run.' || $1::uuid, '{}', '{}', m, m, m
      FROM (SELECT now() - make_interval(secs => $3) AS m) moment
      """, [.uuid(run.id), .text(name), .float8(Double(seconds)), .float8(Double(clockAhead))])
  }

  private func unheard(_ bench: StoreBench, after last: UUID? = nil, limit: Int = 10) async throws -> [UUID] {
    try await RunLivenessRepository(database: bench.database).unheard(for: .seconds(90), after: last, limit: limit)
      .map(\.id)
  }

  @Test("A running run is found whose heartbeats stopped; not one that sent none, one still heard, or one that is over")
  func unheard() async throws {
    try await StoreBench.run { bench in
      let silent = try await run(.running, for: 600, in: bench)
      let mute = try await run(.running, for: 600, in: bench)
      let heard = try await run(.running, for: 600, in: bench)
      let again = try await run(.running, for: 200, in: bench)
      let over = try await run(.completed, for: 600, in: bench)
      for each in [silent, heard, again, over] { try await event(of: each, ago: 300, in: bench) }
      try await event("prefect.flow-run.Running", of: mute, ago: 300, in: bench)
      try await event("my.own", of: silent, ago: 1, in: bench)
      try await event(of: heard, ago: 30, in: bench)
      #expect(try await unheard(bench) == [silent.id])
      let found = try await RunLivenessRepository(database: bench.database).unheard(
        for: .seconds(90), after: nil, limit: 10)
      let facts = try #require(found.first).facts
      let lastHeard = try #require(facts.lastHeard)
      #expect(facts.type == .running)
      #expect(lastHeard - facts.since > .seconds(290) && lastHeard - facts.since < .seconds(310))
      #expect(try await unheard(bench, after: silent.id) == [])
    }
  }

  @Test("A heartbeat that is newer by the database's clock counts, though its sender's clock is behind")
  func clocks() async throws {
    try await StoreBench.run { bench in
      let run = try await run(.running, for: 7200, in: bench)
      try await event(of: run, ago: 600, clockAhead: 3600, in: bench)
      #expect(try await unheard(bench) == [run.id])
      try await event(of: run, ago: 30, in: bench)
      #expect(try await unheard(bench) == [])
    }
  }

  @Test("Two monitors that find a silent run crash it once, with one state and one event; its slot is free")
  func crashesOnce() async throws {
    try await StoreBench.run(lanes: 2) { bench in
      let runs = FlowRunRepository(database: bench.database)
      let limit = try await ConcurrencyLimitRepository(database: bench.database).create(
        ConcurrencyLimitCreate(name: "l", limit: 1))
      let flow = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "f")).flow
      let deployment = UUID.random()
      try await bench.change(
        "INSERT INTO deployment (id, name, flow_id, concurrency_limit_id) VALUES ($1, 'd', $2, $3)",
        [.uuid(deployment), .uuid(flow.id), .uuid(limit.id)])
      let run = try await run(.running, for: 600, of: deployment, in: bench)
      try await event(of: run, ago: 300, in: bench)
      try await bench.change(
        """
        INSERT INTO apus.concurrency_lease (id, limit_ids, slots, holder_type, holder_id, flow_run_id, created, expiration)
        VALUES (gen_random_uuid(), ARRAY[$1::uuid], 1, 'flow_run', $2, $2, now(), now() + interval '1 hour')
        """, [.uuid(limit.id), .uuid(run.id)])
      try await bench.change("UPDATE concurrency_limit_v2 SET active_slots = 1")
      let found = try await RunLivenessRepository(database: bench.database).unheard(
        for: .seconds(90), after: nil, limit: 10)
      let suspect = try #require(found.first)
      let crashed = try await withThrowingTaskGroup { group in
        for _ in 0..<4 {
          group.addTask {
            try await runs.take(
              suspect.id, from: suspect.stateID, to: StateCreate(type: .crashed, message: "silent"), under: .coreFlow)
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(crashed == 1)
      #expect(try await unheard(bench) == [])
      #expect(
        try await bench.text("SELECT string_agg(type || message, ',') FROM flow_run_state WHERE type = 'CRASHED'")
          == "CRASHEDsilent")
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Crashed'") == "1")
      #expect(try await bench.text("SELECT active_slots FROM concurrency_limit_v2") == "0")
      #expect(try await bench.text("SELECT count(*) FROM apus.concurrency_lease") == "0")
      // A process that was only unheard goes on: what it says of its end holds.
      let end = try await runs.setState(run.id, StateCreate(type: .completed), client: client)
      #expect(end.isWritten && end.result.status == .accept)
    }
  }

  @Test("Pending runs of deployments are found with the workers of their pool")
  func pending() async throws {
    try await StoreBench.run { bench in
      let liveness = RunLivenessRepository(database: bench.database)
      let pool = try await WorkPoolRepository(database: bench.database).create(
        WorkPoolCreate(name: "p", type: "process"))
      let flow = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "f")).flow
      let deployment = UUID.random()
      try await bench.change(
        "INSERT INTO deployment (id, name, flow_id) VALUES ($1, 'd', $2)", [.uuid(deployment), .uuid(flow.id)])
      let run = try await run(.pending, for: 600, of: deployment, in: bench)
      _ = try await self.run(.pending, for: 10, of: deployment, in: bench)
      _ = try await self.run(.pending, for: 600, in: bench)
      _ = try await self.run(.running, for: 600, of: deployment, in: bench)
      func found() async throws -> [SuspectRun<LostPendingRunRule.Run>] {
        try await liveness.pending(for: .seconds(90), after: nil, limit: 10)
      }
      #expect(try await found().map(\.id) == [run.id])
      #expect(try await found().map(\.facts.workers) == [nil])

      try await bench.change(
        """
        UPDATE flow_run r SET infrastructure_pid = 'host:1', work_queue_id = q.id
        FROM work_queue q WHERE r.id = $1 AND q.work_pool_id = $2
        """, [.uuid(run.id), .uuid(pool.id)])
      #expect(try await found().map(\.facts.workers) == [nil])
      try await WorkerRepository(database: bench.database).record(WorkerHeartbeat(name: "w"), pool: "p")
      let online = try #require(try await found().first).facts
      #expect(online.workers?.pool == "p" && online.workers?.isAnyOnline == true && online.hasInfrastructure)
      try await bench.change("UPDATE worker SET status = 'OFFLINE'")
      #expect(try await found().first?.facts.workers?.isAnyOnline == false)
    }
  }
}
