import Postgres
import Testing
import Values

@testable import Models
@testable import Store

/// Events that are counted by tallies are those that are there, whatever has come or gone since.
@Suite struct EventTallyTests {
  private static let now = WallClock.system.now()

  @Test("Counts by tallies are those of the events, before and after changes", arguments: [1, 2])
  func equal(seed: UInt64) async throws {
    var dice = Dice(state: seed)
    try await StoreBench.run { bench in
      try await EventTallyTests.fill(bench, from: 0, to: 4000)
      let repository = TallyRepository(database: bench.database)
      try await compare(in: bench, &dice)
      try await repository.pass()
      #expect(try await bench.text("SELECT sum(count) > 3000 FROM apus.event_tally") == "true")
      try await compare(in: bench, &dice)
      // Late ones, and ones that are removed.
      try await EventTallyTests.fill(bench, from: 4000, to: 4300)
      try await compare(in: bench, &dice)
      try await bench.change("DELETE FROM events WHERE hashtext(id::text) % 17 = 3")
      try await compare(in: bench, &dice)
      #expect(try await bench.text("SELECT count(*) > 0 FROM apus.tally_change WHERE relation = 'events'") == "true")
      try await repository.pass()
      let left =
        "SELECT count(*) FROM apus.tally_change WHERE relation = 'events' AND slot < apus.tallied_until('events')"
      #expect(try await bench.text(left) == "0")
      try await compare(in: bench, &dice)
    }
  }

  @Test("What is emptied is tallied anew")
  func anew() async throws {
    try await StoreBench.run { bench in
      try await EventTallyTests.fill(bench, from: 0, to: 1000)
      let repository = TallyRepository(database: bench.database)
      try await repository.pass()
      try await bench.change("TRUNCATE events")
      #expect(try await EventRepository(database: bench.database).count(EventFilter()) == 0)
      #expect(try await bench.text("SELECT apus.tallied_until('events')") == "-infinity")
      try await repository.pass()
      try await EventTallyTests.fill(bench, from: 0, to: 500)
      #expect(try await EventRepository(database: bench.database).count(EventFilter()) == 500)
    }
  }

  private func compare(in bench: StoreBench, _ dice: inout Dice) async throws {
    let events = EventRepository(database: bench.database, clock: WallClock { EventTallyTests.now })
    for _ in 0..<20 {
      let filter = try EventTallyTests.filter(&dice)
      #expect(filter.tallies != nil)
      #expect(try await events.count(filter) == EventTallyTests.count(filter, in: bench), "\(filter)")
      #expect(try await events.counts(filter, by: .event) == EventTallyTests.names(filter, in: bench), "\(filter)")

      var window = filter
      let since = EventTallyTests.moment(&dice)
      window.occurred = .init(since: since, until: EventTallyTests.now)
      let isHour = dice.once(in: 2)
      let buckets = try EventTimeBuckets(
        since: since, until: EventTallyTests.now, unit: isHour ? .hour : .minute, interval: isHour ? 1 : 17,
        now: EventTallyTests.now)
      let counts = try await events.counts(window, in: buckets)
      #expect(try await counts.reduce(0) { $0 + $1.count } == EventTallyTests.count(window, in: bench))
      for count in counts.shuffled(using: &dice).prefix(8) {
        var part = window
        part.occurred = .init(since: max(since, count.start), until: min(EventTallyTests.now, count.end))
        #expect(try await EventTallyTests.count(part, in: bench) == count.count)
      }
    }
  }

  // MARK: - Reading events one by one

  private static func count(_ filter: EventFilter, in bench: StoreBench) async throws -> Int {
    let query = QueryText.count(from: "events e", where: filter.condition)
    return try await bench.database.run(query.statement, query.values).count(column: 0)
  }

  private static func names(_ filter: EventFilter, in bench: StoreBench) async throws -> [EventCount] {
    var query = QueryText("SELECT e.event, count(*), min(e.occurred), max(e.occurred) FROM events e WHERE ")
    filter.condition.write(to: &query)
    query.append(" GROUP BY 1 ORDER BY 2 DESC, 1")
    return try await bench.database.run(query.statement, query.values).map { row in
      var reader = row.reader()
      let name = try reader.text()
      return EventCount(
        value: name, label: name, count: try reader.int(), start: try reader.timestamp(), end: try reader.timestamp())
    }
  }

  // MARK: - Questions and events

  private static func moment(_ dice: inout Dice) -> Timestamp {
    let moment = now - .seconds(Int64.random(in: 0...270_000, using: &dice))
    return dice.once(in: 3) ? Timestamp(microseconds: moment.microseconds / 300_000_000 * 300_000_000) : moment
  }

  private static func filter(_ dice: inout Dice) throws -> EventFilter {
    var filter = EventFilter()
    if !dice.once(in: 4) { filter.occurred.since = moment(&dice) }
    if !dice.once(in: 3) { filter.occurred.until = moment(&dice) }
    let names = [
      "{}", #"{"prefix":["a."]}"#, #"{"exclude_prefix":["a.","b.1"]}"#, #"{"name":["a.1","b.2"]}"#,
      #"{"exclude_name":["a.2"]}"#, #"{"prefix":["b."],"exclude_name":["b.0"]}"#,
    ]
    if !dice.once(in: 3) {
      let name = try #require(names.randomElement(using: &dice))
      let read: EventNameFilter = try #require(EventNameFilter(stored: Array(name.utf8)))
      filter.event = read
    }
    return filter
  }

  /// Events of the last three days, of seven names.
  private static func fill(_ bench: StoreBench, from first: Int32, to last: Int32) async throws {
    try await bench.change(
      """
      INSERT INTO events (id, occurred, event, resource_id, resource, payload, received, recorded)
      SELECT md5('event' || i)::uuid, now() - interval '3 days' * (abs(hashint8(i)) % 100000 / 100000.0),
        CASE WHEN i % 7 < 4 THEN 'a.' || i % 7 ELSE 'b.' || i % 7 - 4 END, 'r', '{}', '{}', now(), now()
      FROM generate_series($1::int, $2::int - 1) i
      """, [.int4(first), .int4(last)])
  }
}
