internal import JSON
internal import Models
internal import Store
internal import Testing
internal import Triggers
internal import Values

@Suite("Shares of the automations")
struct TriggerShareTests {
  private static let term = Duration.seconds(30)

  private func shares(_ bench: StoreBench, _ evaluator: UUID = .random()) -> TriggerShareRepository {
    TriggerShareRepository(database: bench.database, evaluator: evaluator)
  }

  @Test("A scheduler alone holds all; a second gets half once the first has looked again")
  func divides() async throws {
    try await StoreBench.run { bench in
      let (first, second) = (shares(bench), shares(bench))
      #expect(try await first.take(for: Self.term).count == TriggerShare.count)
      #expect(try await second.take(for: Self.term).isEmpty)
      let kept = try await first.take(for: Self.term).map(\.number)
      let taken = try await second.take(for: Self.term).map(\.number)
      #expect(kept.count == TriggerShare.count / 2 && taken.count == TriggerShare.count / 2)
      #expect(Set(kept).isDisjoint(with: taken))
    }
  }

  @Test("A share is free when its term is over, and when its holder leaves")
  func frees() async throws {
    try await StoreBench.run { bench in
      let (first, second, third) = (shares(bench), shares(bench), shares(bench))
      _ = try await first.take(for: .milliseconds(1))
      try await Task.sleep(for: .milliseconds(20))
      #expect(try await second.take(for: Self.term).count == TriggerShare.count)
      try await second.leave()
      #expect(try await third.take(for: Self.term).count == TriggerShare.count)
    }
  }

  @Test("A step of one who no longer holds the shares writes nothing")
  func guards() async throws {
    try await StoreBench.run { bench in
      let (old, new) = (UUID.random(), UUID.random())
      let held = try await shares(bench, old).take(for: .milliseconds(1))
      try await Task.sleep(for: .milliseconds(20))
      _ = try await shares(bench, new).take(for: Self.term)
      var step = TriggerStep(shares: held.map(\.number), position: held.first?.position, memory: TriggerMemory())
      let event = Event(occurred: .now(), event: "fired", resource: Resource(id: "thing"), id: .random())
      step.events = [event]
      await #expect(throws: TriggerSharesLost.self) {
        try await TriggerStepRepository(database: bench.database, evaluator: old).write(step, at: .now())
      }
      #expect(try await names(bench, after: held).isEmpty)
      try await TriggerStepRepository(database: bench.database, evaluator: new).write(step, at: .now())
      #expect(try await names(bench, after: held) == ["fired"])
    }
  }

  private func names(_ bench: StoreBench, after held: [TriggerShare]) async throws -> [String] {
    let position = try #require(held.first?.position)
    return try await CommittedFeed.events(bench.database).read(after: position, limit: 10).items.map(\.stored.name)
  }

  @Test("A position that was stored is that which was read")
  func positionsAreStored() async throws {
    try await StoreBench.run { bench in
      let evaluator = UUID.random()
      let held = try await shares(bench, evaluator).take(for: Self.term)
      let page = try await CommittedFeed.events(bench.database).read(after: #require(held.first?.position), limit: 10)
      let step = TriggerStep(shares: held.map(\.number), position: page.position, memory: TriggerMemory())
      try await TriggerStepRepository(database: bench.database, evaluator: evaluator).write(step, at: .now())
      #expect(try await shares(bench, evaluator).take(for: Self.term).allSatisfy { $0.position == page.position })
    }
  }

  @Test("Only events of the asked names are read")
  func narrows() async throws {
    try await StoreBench.run { bench in
      let held = try await shares(bench).take(for: Self.term)
      let position = try #require(held.first?.position)
      try await EventIngestRepository(database: bench.database).store(
        ["one", "two", "three.a", "three_b", "four"].map {
          IngestedEvent(
            Event(occurred: .now(), event: $0, resource: Resource(id: "thing"), id: .random()), received: .now(),
            taskRun: nil)
        })
      func names(_ names: EventNames) async throws -> Set<String> {
        Set(
          try await CommittedFeed.events(bench.database, named: names).read(after: position, limit: 10).items
            .map(\.stored.name))
      }
      #expect(try await names(EventNames(exact: ["one", "none"], prefixes: [])) == ["one"])
      #expect(try await names(EventNames(exact: ["one"], prefixes: ["three_"])) == ["one", "three_b"])
      #expect(try await names(EventNames(exact: [], prefixes: [])).isEmpty)
    }
  }
}
