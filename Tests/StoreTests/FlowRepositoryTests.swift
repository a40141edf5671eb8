import JSON
import Models
import Orchestration
import Store
import Testing
import Values

@Suite struct FlowRepositoryTests {
  @Test("A flow is made once, and found by its name after that, with its own tags and labels")
  func upserts() async throws {
    try await StoreBench.run { bench in
      let flows = FlowRepository(database: bench.database)
      let (made, isNew) = try await flows.upsert(FlowCreate(name: "etl", tags: ["a"]))
      let (found, isNewAgain) = try await flows.upsert(FlowCreate(name: "etl", tags: ["b"]))
      #expect(isNew)
      #expect(!isNewAgain)
      #expect(found == made)
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.flow.created'") == "1")
    }
  }

  @Test("Of many that make the same flow at once one does, and all get it")
  func upsertsAtOnce() async throws {
    try await StoreBench.run { bench in
      let flows = FlowRepository(database: bench.database)
      let made = try await withThrowingTaskGroup { group in
        for _ in 0..<20 { group.addTask { try await flows.upsert(FlowCreate(name: "same")) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(made.map(\.flow.id)).count == 1)
      #expect(made.filter(\.isNew).count == 1)
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.flow.created'") == "1")
    }
  }

  @Test("Labels keep the kinds of their numbers, and null stays null")
  func keepsLabels() async throws {
    try await StoreBench.run { bench in
      let flows = FlowRepository(database: bench.database)
      let labels = RawJSON(validated: Array(#"{"f":1.0,"n":1}"#.utf8))
      let (made, _) = try await flows.upsert(FlowCreate(name: "labelled", labels: labels))
      #expect(try await flows.read(made.id).labels?.compact == labels)
      let (bare, _) = try await flows.upsert(FlowCreate(name: "bare", labels: nil))
      #expect(bare.labels == nil)
      #expect(try await flows.read(bare.id).labels == nil)
    }
  }

  @Test("A flow's runs go with it")
  func deletesRuns() async throws {
    try await StoreBench.run { bench in
      let flows = FlowRepository(database: bench.database)
      let runs = FlowRunRepository(database: bench.database)
      let (flow, _) = try await flows.upsert(FlowCreate(name: "gone"))
      let (run, _) = try await runs.create(FlowRunCreate(flowID: flow.id), client: ClientVersions())
      try await flows.delete(flow.id)
      await #expect(throws: DomainError.notFound("Flow run not found")) { try await runs.read(run.id) }
      await #expect(throws: DomainError.notFound("Flow not found")) { try await flows.delete(flow.id) }
    }
  }
}
