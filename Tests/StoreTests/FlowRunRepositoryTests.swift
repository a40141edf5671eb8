import JSON
import Models
import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite struct FlowRunRepositoryTests {
  private let client = ClientVersions()

  /// A new run of a flow of its own.
  private func run(
    in bench: StoreBench, state: StateCreate? = nil, key: String? = nil
  ) async throws -> (FlowRunRepository, FlowRun) {
    let flows = FlowRepository(database: bench.database)
    let runs = FlowRunRepository(database: bench.database)
    let (flow, _) = try await flows.upsert(FlowCreate(name: "flow"))
    let (run, _) = try await runs.create(
      FlowRunCreate(flowID: flow.id, state: state, idempotencyKey: key), client: client)
    return (runs, run)
  }

  @Test("Of fifty that want to start one run exactly one may")
  func startsOnce() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench, state: StateCreate(type: .scheduled))
      let results = try await withThrowingTaskGroup { group in
        for _ in 0..<50 {
          group.addTask { try await runs.setState(run.id, StateCreate(type: .pending), client: client).result }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.filter { $0.status == .accept }.count == 1)
      #expect(results.filter { $0.status == .abort }.count == 49)
      #expect(Set(results.compactMap(\.state?.id)).count == 1)
      #expect(try await bench.text("SELECT count(*) FROM flow_run_state") == "2")
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Pending'") == "1")
    }
  }

  @Test("A copy of a request that arrives after the end of the run does not start it again, and a new request does")
  func startsOnceWithLateCopy() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench)
      let start = StateCreate(type: .running, details: StateDetails(transitionID: .random()))
      for proposal in [start, StateCreate(type: .completed, details: StateDetails(transitionID: .random()))] {
        #expect(try await runs.setState(run.id, proposal, client: client).result.status == .accept)
      }
      let (result, isWritten) = try await runs.setState(run.id, start, client: client)
      #expect(result.status == .reject)
      #expect(!isWritten)
      #expect(try await runs.read(run.id).state?.type == .completed)
      let another = StateCreate(type: .running, details: StateDetails(transitionID: .random()))
      #expect(try await runs.setState(run.id, another, client: client).result.status == .accept)
    }
  }

  @Test("Forced transitions that race are all taken, in a row without gaps")
  func forcesInTurn() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench)
      try await withThrowingTaskGroup { group in
        for _ in 0..<8 {
          group.addTask {
            _ = try await runs.setState(run.id, StateCreate(type: .running), isForced: true, client: client)
          }
        }
        try await group.waitForAll()
      }
      #expect(try await runs.read(run.id).runCount == 8)
      #expect(try await bench.text("SELECT count(DISTINCT timestamp) FROM flow_run_state") == "9")
      // Each event follows the one before it.
      #expect(
        try await bench.text(
          "SELECT count(*) FROM events e WHERE follows IS NOT NULL AND EXISTS (SELECT FROM events f WHERE f.id = e.follows)"
        )
          == "8")
    }
  }

  @Test("A run of a known key is found, whoever asks first and however many at once")
  func makesOncePerKey() async throws {
    try await StoreBench.run { bench in
      let (runs, first) = try await run(in: bench, key: "k")
      let made = try await withThrowingTaskGroup { group in
        for number in 0..<20 {
          group.addTask {
            try await runs.create(
              FlowRunCreate(flowID: first.flowID, idempotencyKey: number < 10 ? "k" : "other"), client: client)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(made.filter(\.isNew).count == 1)
      #expect(Set(made.map(\.run.id)).count == 2)
      #expect(try await bench.text("SELECT count(*) FROM flow_run") == "2")
    }
  }

  @Test("An empty key asks for a run of its own, and there can be one")
  func refusesSecondEmptyKey() async throws {
    try await StoreBench.run { bench in
      let (runs, first) = try await run(in: bench, key: "")
      await #expect(throws: DomainError.integrity) {
        try await runs.create(FlowRunCreate(flowID: first.flowID, idempotencyKey: ""), client: client)
      }
    }
  }

  @Test("What is refused writes nothing")
  func writesNothingRefused() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench, state: StateCreate(type: .running))
      let before = try await runs.read(run.id)
      let (result, isWritten) = try await runs.setState(run.id, StateCreate(type: .pending), client: client)
      #expect(!isWritten)
      #expect(result.status == .abort)
      #expect(try await runs.read(run.id).updated == before.updated)
      #expect(try await bench.text("SELECT count(*) FROM flow_run_state") == "1")
    }
  }

  @Test("A result is an artifact, and what describes it is not in the state's data")
  func keepsResults() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench, state: StateCreate(type: .running))
      let data = RawJSON(validated: Array(#"{"artifact_key":"report","storage_key":"k","type":"result"}"#.utf8))
      let (result, _) = try await runs.setState(run.id, StateCreate(type: .completed, data: data), client: client)
      #expect(result.state?.data?.description == #"{"storage_key":"k","type":"result"}"#)
      #expect(try await runs.read(run.id).state?.data?.description == #"{"storage_key":"k","type":"result"}"#)
      #expect(try await bench.text("SELECT key FROM artifact") == "report")
    }
  }

  @Test("A change writes what it names and keeps the rest")
  func changes() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench)
      var update = FlowRunUpdate()
      update.tags = .value(["x"])
      update.infrastructurePID = .value("host:1")
      try await runs.update(run.id, update)
      try await runs.merge(labels: RawJSON(validated: Array(#"{"a":1}"#.utf8)), into: run.id)
      try await runs.merge(labels: RawJSON(validated: Array(#"{"a":2,"b":true}"#.utf8)), into: run.id)
      let read = try await runs.read(run.id)
      #expect(read.tags == ["x"])
      #expect(read.infrastructurePID == "host:1")
      #expect(read.name == run.name)
      #expect(read.labels.compact.description == #"{"a":2,"b":true,"prefect.flow.id":"\#(run.flowID)"}"#)
      update = FlowRunUpdate()
      update.infrastructurePID = .null
      try await runs.update(run.id, update)
      #expect(try await runs.read(run.id).infrastructurePID == nil)
      await #expect(throws: DomainError.notFound("Flow run not found")) { try await runs.update(.random(), update) }
    }
  }

  @Test("A run goes with its states and logs")
  func deletes() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench)
      try await bench.change(
        "INSERT INTO log (name, level, flow_run_id, message, timestamp) VALUES ('n', 20, $1, 'm', now())",
        [.uuid(run.id)])
      try await runs.delete(run.id)
      for table in ["flow_run", "flow_run_state", "log"] {
        #expect(try await bench.text("SELECT count(*) FROM \(table)") == "0")
      }
    }
  }

  @Test("A run whose logs can't be deleted stays, and a line that comes while it is deleted goes with it")
  func deletesLogsFirst() async throws {
    try await StoreBench.run { bench in
      let (runs, run) = try await run(in: bench)
      let (task, _) = try await TaskRunRepository(database: bench.database).create(
        TaskRunCreate(taskKey: "task", dynamicKey: "0"))
      try await bench.change(
        "INSERT INTO log (name, level, flow_run_id, message, timestamp) VALUES ('n', 20, $1, 'first', now())",
        [.uuid(run.id)])
      try await bench.change(
        "INSERT INTO log (name, level, task_run_id, message, timestamp) VALUES ('n', 20, $1, 'first', now())",
        [.uuid(task.id)])
      try await bench.change(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$")
      try await bench.change("CREATE TRIGGER refuse BEFORE DELETE ON log FOR EACH ROW EXECUTE FUNCTION refuse()")
      await #expect(throws: DatabaseError.self) { try await runs.delete(run.id) }
      await #expect(throws: DatabaseError.self) {
        try await TaskRunRepository(database: bench.database).delete(task.id)
      }
      #expect(try await bench.text("SELECT count(*) FROM flow_run") == "1")
      #expect(try await bench.text("SELECT count(*) FROM task_run") == "1")

      try await bench.change("DROP TRIGGER refuse ON log")
      try await bench.change(
        """
        CREATE FUNCTION write_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO log (name, level, flow_run_id, task_run_id, message, timestamp)
          VALUES ('n', 20, old.flow_run_id, old.task_run_id, 'late', now());
          RETURN NULL;
        END $$
        """)
      try await bench.change(
        """
        CREATE TRIGGER write_late AFTER DELETE ON log FOR EACH ROW WHEN (old.message = 'first')
        EXECUTE FUNCTION write_late()
        """)
      try await runs.delete(run.id)
      try await TaskRunRepository(database: bench.database).delete(task.id)
      for table in ["flow_run", "task_run", "log"] {
        #expect(try await bench.text("SELECT count(*) FROM \(table)") == "0")
      }
    }
  }
}
