import Models
import Orchestration
import Testing
import Values

@testable import Store

@Suite struct RecentFactsTests {
  private let start = Timestamp(microseconds: 1_000_000)

  @Test("What was remembered is known until its time is over")
  func expires() {
    let recent = RecentFacts<Int>(capacity: 10, lifetime: .seconds(30))
    let id = UUID.random()
    recent.remember(7, of: id, at: start)
    #expect(recent.facts(of: id, at: start + .seconds(29)) == 7)
    #expect(recent.facts(of: id, at: start + .seconds(30)) == nil)
    recent.remember(8, of: id, at: start)
    recent.forget(id)
    #expect(recent.facts(of: id, at: start) == nil)
  }

  @Test("However many are remembered, no more than the capacity are kept, the newest among them")
  func bounded() {
    let recent = RecentFacts<Int>(capacity: 10, lifetime: .seconds(30))
    let ids = (0..<100).map { _ in UUID.random() }
    for (number, id) in ids.enumerated() { recent.remember(number, of: id, at: start) }
    #expect(recent.count <= 10)
    for number in 96..<100 { #expect(recent.facts(of: ids[number], at: start) == number) }
  }

  @Test("A run that another gateway moved on is decided on as it is, not as it was remembered")
  func staleRun() async throws {
    try await StoreBench.run { bench in
      let here = FlowRunRepository(database: bench.database)
      let there = FlowRunRepository(database: bench.database)
      let client = ClientVersions()
      let (flow, _) = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "flow"))
      let (run, _) = try await here.create(FlowRunCreate(flowID: flow.id), client: client)
      for type in [StateType.running, .completed] {
        _ = try await there.setState(run.id, StateCreate(type: type), client: client)
      }
      // Remembered as pending, which would make another PENDING an abort for a run that is pending.
      let (again, _) = try await here.setState(run.id, StateCreate(type: .crashed), client: client)
      #expect(again.status == .abort)
      #expect(again.state?.type == .completed)
      #expect(again.details == .abort(reason: "Run is already in terminal state COMPLETED."))
      // A write meets its guard, and counts from what is there.
      let (rerun, _) = try await here.setState(run.id, StateCreate(type: .running), client: client)
      #expect(rerun.status == .accept)
      #expect(try await here.read(run.id).runCount == 2)
    }
  }

  @Test("A flow that was changed, or deleted, is seen by the next run that is made of it")
  func staleFlow() async throws {
    try await StoreBench.run { bench in
      let runs = FlowRunRepository(database: bench.database)
      let flows = FlowRepository(database: bench.database)
      let client = ClientVersions()
      let (flow, _) = try await flows.upsert(FlowCreate(name: "flow", tags: ["old"]))
      _ = try await runs.create(FlowRunCreate(flowID: flow.id), client: client)
      try await flows.update(flow.id, FlowUpdate(tags: .value(["new"])))
      let (run, _) = try await runs.create(FlowRunCreate(flowID: flow.id), client: client)
      #expect(
        try await bench.text(
          "SELECT related_resource_ids::text FROM events WHERE id = '\(run.stateID.map(\.description) ?? "")'")
          == #"["prefect.flow.\#(flow.id)", "prefect.tag.new"]"#)
      try await flows.delete(flow.id)
      await #expect(throws: DomainError.integrity) {
        try await runs.create(FlowRunCreate(flowID: flow.id), client: client)
      }
    }
  }
}
