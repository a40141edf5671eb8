import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite struct EventIntakeTests {
  private func move(_ gateway: UUID, back seconds: Int, _ column: String, _ bench: StoreBench) async throws {
    try await bench.change(
      "UPDATE apus.event_intake SET \(column) = \(column) - make_interval(secs => $2) WHERE gateway = $1",
      [.uuid(gateway), .float8(Double(seconds))])
  }

  @Test("Without a gateway nothing is known; with several the last to begin and the largest lag count")
  func together() async throws {
    try await StoreBench.run { bench in
      let intakes = EventIntakeRepository(database: bench.database)
      #expect(try await intakes.intake() == nil)
      let (first, second) = (UUID.random(), UUID.random())
      try await intakes.report(first, lag: .seconds(40), isInterrupted: false)
      try await move(first, back: 3600, "since", bench)
      let alone = try #require(try await intakes.intake())
      #expect(alone.now - alone.since > .seconds(3599) && alone.lag >= .seconds(40) && alone.lag < .seconds(45))
      try await intakes.report(second, lag: .zero, isInterrupted: false)
      let both = try #require(try await intakes.intake())
      #expect(both.now - both.since < .seconds(10) && both.lag >= .seconds(40))
      try await intakes.leave(second)
      #expect(try #require(try await intakes.intake()).since == alone.since)
    }
  }

  @Test("While a gateway may be stopped nothing is known; a dead one is forgotten, and one that comes back begins anew")
  func gaps() async throws {
    try await StoreBench.run { bench in
      let intakes = EventIntakeRepository(database: bench.database)
      let (steady, stopped) = (UUID.random(), UUID.random())
      for gateway in [steady, stopped] {
        try await intakes.report(gateway, lag: .zero, isInterrupted: false)
        try await move(gateway, back: 3600, "since", bench)
      }
      try await move(stopped, back: 20, "seen", bench)
      #expect(try await intakes.intake() == nil)
      try await move(stopped, back: 60, "seen", bench)
      let without = try #require(try await intakes.intake())
      #expect(without.now - without.since > .seconds(3599))
      try await intakes.report(stopped, lag: .zero, isInterrupted: false)
      let back = try #require(try await intakes.intake())
      #expect(back.now - back.since < .seconds(10))
    }
  }

  @Test("Senders that had to wait interrupt the intake, a report in time does not; dead gateways are removed")
  func interruptions() async throws {
    try await StoreBench.run { bench in
      let intakes = EventIntakeRepository(database: bench.database)
      let (gateway, dead) = (UUID.random(), UUID.random())
      for each in [gateway, dead] {
        try await intakes.report(each, lag: .zero, isInterrupted: false)
        try await move(each, back: 7200, "since", bench)
      }
      try await move(dead, back: 3601, "seen", bench)
      try await intakes.report(gateway, lag: .zero, isInterrupted: false)
      #expect(try await bench.text("SELECT count(*) FROM apus.event_intake") == "1")
      let before = try #require(try await intakes.intake())
      #expect(before.now - before.since > .seconds(7199))
      try await intakes.report(gateway, lag: .zero, isInterrupted: true)
      let after = try #require(try await intakes.intake())
      #expect(after.now - after.since < .seconds(10))
    }
  }
}
