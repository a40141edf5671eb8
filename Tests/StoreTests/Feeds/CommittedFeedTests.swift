internal import Models
internal import Postgres
internal import Store
internal import Testing
internal import Values

@Suite("The committed feed")
struct CommittedFeedTests {
  private func event(_ name: String) -> IngestedEvent {
    IngestedEvent(
      Event(occurred: .now(), event: name, resource: Resource(id: "thing"), id: .random()), received: .now(),
      taskRun: nil)
  }

  private func store(_ bench: StoreBench, _ names: [String]) async throws {
    try await EventIngestRepository(database: bench.database).store(names.map(event))
  }

  /// Everything behind a position, in pages.
  private func names(
    _ feed: CommittedFeed<FeedEvent>, _ position: inout FeedPosition, until end: FeedPosition? = nil, limit: Int = 100
  ) async throws -> [String] {
    var names: [String] = []
    while true {
      let page = try await feed.read(after: position, until: end, limit: limit)
      names += page.items.map(\.stored.name)
      position = page.position
      if page.isLast { return names }
    }
  }

  @Test("Each event is read once, and only those committed behind the position")
  func readsOnce() async throws {
    try await StoreBench.run { bench in
      let feed = CommittedFeed.events(bench.database)
      try await store(bench, ["before"])
      var position = try await feed.begin()
      #expect(try await names(feed, &position) == [])
      try await store(bench, ["one"])
      try await store(bench, ["two"])
      #expect(try await names(feed, &position) == ["one", "two"])
      #expect(try await names(feed, &position) == [])
      try await store(bench, ["three"])
      #expect(try await names(feed, &position) == ["three"])
    }
  }

  @Test("A transaction that commits after younger ones is read when it commits, and leaves no gap")
  func readsLateCommits() async throws {
    try await StoreBench.run { bench in
      let feed = CommittedFeed.events(bench.database)
      let begun = Gate(places: 0)
      let committed = Gate(places: 0)
      var position = try await feed.begin()
      async let slow: Void = bench.database.transaction { transaction in
        _ = try await transaction.run(
          Statement(
            "",
            """
            INSERT INTO events (occurred, event, resource_id, resource, payload, received, recorded)
            VALUES (now(), 'slow', 'thing', '{"prefect.resource.id":"thing"}', '{}', now(), now())
            """))
        await begun.leave()
        await committed.enter()
      }
      await begun.enter()
      for round in 0..<5 {
        try await store(bench, ["quick-\(round)"])
        #expect(try await names(feed, &position) == ["quick-\(round)"])
      }
      await committed.leave()
      try await slow
      #expect(try await names(feed, &position) == ["slow"])
      #expect(try await names(feed, &position) == [])
    }
  }

  @Test("What takes many pages is read whole and in order, with what is committed meanwhile behind it")
  func readsPages() async throws {
    try await StoreBench.run { bench in
      let feed = CommittedFeed.events(bench.database)
      var position = try await feed.begin()
      for batch in 0..<3 { try await store(bench, (0..<25).map { "\(batch)-\($0)" }) }
      let first = try await feed.read(after: position, limit: 10)
      #expect(!first.isLast && first.items.count == 10)
      position = first.position
      try await store(bench, ["meanwhile"])
      let rest = try await names(feed, &position, limit: 10)
      #expect(rest.count == 65)
      let batches = (first.items.map(\.stored.name) + rest).map { String($0.prefix(1)) }
      #expect(batches == (0..<3).flatMap { Array(repeating: "\($0)", count: 25) })
      #expect(try await names(feed, &position) == ["meanwhile"])
    }
  }

  @Test("A reader that was behind reads up to another's position, where that one goes on")
  func catchesUp() async throws {
    try await StoreBench.run { bench in
      let feed = CommittedFeed.events(bench.database)
      let early = try await feed.begin()
      var leader = early
      try await store(bench, ["one", "two", "three"])
      _ = try await names(feed, &leader)
      try await store(bench, ["four"])
      var follower = early
      #expect(try await names(feed, &follower, until: leader, limit: 2).count == 3)
      #expect(follower == leader)
      #expect(try await names(feed, &follower) == ["four"])
      // The same from within a reading.
      let within = try await feed.read(after: early, limit: 1)
      var late = within.position
      _ = try await names(feed, &leader)
      #expect(try await names(feed, &late, until: leader, limit: 1).count == 3)
    }
  }

  @Test("What was committed by a position and what comes behind it are the whole")
  func splitsAtPosition() async throws {
    try await StoreBench.run { bench in
      let feed = CommittedFeed.events(bench.database)
      let events = EventRepository(database: bench.database)
      try await store(bench, ["one", "two"])
      var position = try await feed.begin()
      try await store(bench, ["three"])
      let filter = EventFilter().resolved(at: .now() + .seconds(60))
      let past = try await events.list(filter, committedBy: position, after: nil, limit: 10)
      #expect(Set(past.map(\.name)) == ["one", "two"])
      #expect(try await names(feed, &position) == ["three"])
    }
  }

  @Test("Writers that race with a reader lose no event and have none read twice")
  func survivesRaces() async throws {
    try await StoreBench.run { bench in
      let feed = CommittedFeed.events(bench.database)
      var position = try await feed.begin()
      let writers = 4
      let rounds = 30
      var read: [String] = []
      try await withThrowingTaskGroup { group in
        for writer in 0..<writers {
          group.addTask {
            for round in 0..<rounds { try await store(bench, (0..<5).map { "\(writer)-\(round)-\($0)" }) }
          }
        }
        while read.count < writers * rounds * 5 {
          let page = try await names(feed, &position, limit: 7)
          if page.isEmpty { await Task.yield() }
          read += page
        }
        try await group.waitForAll()
      }
      read += try await names(feed, &position)
      #expect(read.count == writers * rounds * 5)
      #expect(Set(read).count == read.count)
      // Of one writer, in the order of its commits.
      for writer in 0..<writers {
        let own = read.filter { $0.hasPrefix("\(writer)-") }.map { $0.split(separator: "-")[1] }
        #expect(own == own.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) })
      }
    }
  }
}
