internal import Postgres
internal import Synchronization
internal import Testing
internal import Values

@Suite("Lanes and bounds")
struct LaneTests {
  @Test("Bulk statements that are stuck hold up nobody else")
  func bulk() async throws {
    try await TestServer.withDatabase { bench async throws in
      let (stuck, queued) = try await bench.whileBlocking { blocked in
        let stuck = Task { try await bench.database.run(Statement("", blocked), on: .bulk) }
        try await bench.waitUntilBlocked(1, on: .any)
        let queued = Task { try await bench.database.run(Statement("", "SELECT 1"), on: .bulk) }
        for number in 0..<20 { #expect(try await bench.number("SELECT \(number)") == number) }
        return (stuck, queued)
      }
      #expect(try await stuck.value.count == 1)
      #expect(try await queued.value.count == 1)
    }
  }

  @Test("The server has the next bulk statement before the caller of the last one goes on")
  func bulkFollows() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await TestServer.withDatabase { observer async throws in
        let flag = Flag()
        let both = try await bench.whileBlocking { blocked in
          // On the loop, so that both are queued in one turn.
          let both = Task(executorPreference: bench.loop) {
            async let first = {
              _ = try await bench.database.run(Statement("", "SELECT 1"), on: .bulk)
              // Keeps the loop as busy as the rows of a long list do.
              return flag.isRaised(within: .seconds(5))
            }()
            async let second = bench.database.run(Statement("", blocked), on: .bulk)
            return try await (first, second.count)
          }
          try await bench.waitUntilBlocked(1, as: observer.database)
          flag.raise()
          return both
        }
        #expect(try await both.value == (true, 1))
      }
    }
  }

  @Test("One statement more than may wait is refused at once; the others are answered")
  func overload() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
      $0.waitingStatements = 5
    } _: { bench async throws in
      let (first, others) = try await bench.whileBlocking { blocked in
        let first = Task { try await bench.database.run(Statement("", blocked)) }
        try await bench.waitUntilBlocked(1)
        let refusals = Inbox<DatabaseError>()
        let others = (0..<8).map { _ in
          Task { () async -> Bool in
            do throws(DatabaseError) {
              _ = try await bench.database.run(Statement("", "SELECT 1"))
              return true
            } catch {
              refusals.put(error)
              return false
            }
          }
        }
        for _ in 0..<3 { #expect(await refusals.next() == .overloaded) }
        return (first, others)
      }
      #expect(try await first.value.count == 1)
      var answered = 0
      for other in others where await other.value { answered += 1 }
      #expect(answered == 5)
    }
  }
}

/// What one thread tells another, which does nothing else meanwhile.
private final class Flag: Sendable {
  private let raised = Atomic(false)

  func raise() { raised.store(true, ordering: .releasing) }

  func isRaised(within limit: Duration) -> Bool {
    let end = ContinuousClock.now + limit
    while !raised.load(ordering: .acquiring) {
      if ContinuousClock.now > end { return false }
    }
    return true
  }
}
