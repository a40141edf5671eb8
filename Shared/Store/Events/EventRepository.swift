public import Models
public import Postgres
public import Values

/// Stored events, for those who look for them.
public struct EventRepository: Sendable {
  let database: Database
  let clock: WallClock
  let tallies: TallyReader

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
    tallies = TallyReader(database)
  }

  /// Where a page of events begins: behind an event, in the order of the list.
  public struct Place: Sendable, Hashable {
    public var occurred: Timestamp
    public var id: UUID

    public init(occurred: Timestamp, id: UUID) {
      self.occurred = occurred
      self.id = id
    }
  }

  /// The events that a filter lets through, a page of them.
  ///
  /// - Parameters:
  ///   - position: Only those that were committed by then; nil for all.
  ///   - place: Behind which event; nil for the first page.
  public func list(
    _ filter: EventFilter, committedBy position: FeedPosition? = nil, after place: Place?, limit: Int
  ) async throws -> [StoredEvent] {
    let query = filter.page(
      after: place, limit: limit, also: position.map(Condition.isCommitted(by:)) ?? .always)
    return try await database.run(query.statement, query.values, on: .bulk).map(StoredEvent.init(row:))
  }

  /// How many events a filter lets through.
  public func count(_ filter: EventFilter) async throws -> Int {
    let isDistinct = filter.resource?.isDistinct == true
    return try await tallies.ask(.events, by: filter.tallies, at: clock.now()) {
      .count(.events, where: filter.condition, tallies: $0)
    } otherwise: {
      var query = QueryText(
        isDistinct
          ? "SELECT count(DISTINCT e.resource_id) FROM events e WHERE " : "SELECT count(*) FROM events e WHERE ")
      query.append(counting: filter.condition)
      return query
    }.count(column: 0)
  }

  /// The events that a filter lets through, counted by what they are or are about; the most frequent come first.
  public func counts(_ filter: EventFilter, by countable: EventCountable.Thing) async throws -> [EventCount] {
    try await tallies.ask(.events, by: countable == .event ? filter.tallies : nil, at: clock.now()) {
      .eventNames(where: filter.condition, tallies: $0)
    } otherwise: {
      EventRepository.counts(filter, by: countable)
    }.map { row in
      var reader = row.reader()
      return EventCount(
        value: try reader.text(), label: try reader.text(), count: try reader.int(), start: try reader.timestamp(),
        end: try reader.timestamp())
    }
  }

  private static func counts(_ filter: EventFilter, by countable: EventCountable.Thing) -> QueryText {
    var query = QueryText("SELECT ")
    switch countable {
    case .event: query.append("e.event AS value, e.event AS label")
    case .resource:
      query.append(
        """
        e.resource_id AS value, (array_agg(COALESCE(e.resource ->> 'prefect.resource.name',
          e.resource ->> 'prefect.name', e.resource_id) ORDER BY e.occurred DESC))[1] AS label
        """)
    }
    query.append(", count(*) AS count, min(e.occurred), max(e.occurred) FROM events e WHERE ")
    query.append(counting: filter.condition)
    query.append(countable == .event ? " GROUP BY e.event" : " GROUP BY e.resource_id")
    query.append(" ORDER BY count DESC, label, value")
    return query
  }

  /// The events that a filter lets through, counted in spans of time.
  public func counts(_ filter: EventFilter, in buckets: EventTimeBuckets) async throws -> [EventCount] {
    let rows = try await tallies.ask(.events, by: filter.tallies?.divided(into: buckets.division), at: clock.now()) {
      .eventTimes(buckets, where: filter.condition, tallies: $0)
    } otherwise: {
      EventRepository.counts(filter, in: buckets)
    }
    var counts: [Int: Int] = [:]
    for row in rows {
      var reader = row.reader()
      counts[try reader.int()] = try reader.int()
    }
    return buckets.counts(counts)
  }

  private static func counts(_ filter: EventFilter, in buckets: EventTimeBuckets) -> QueryText {
    var query = QueryText(
      """
      SELECT (extract(epoch FROM b.start - $) * 1000000 / $)::int8, b.count
      FROM (SELECT date_bin($, e.occurred, $) AS start, count(*) FROM events e WHERE
      """,
      [
        .timestamp(buckets.start), .int8(buckets.length), .interval(.microseconds(buckets.length)),
        .timestamp(buckets.start),
      ])
    query.append(" ")
    query.append(counting: filter.condition)
    query.append(" GROUP BY 1) b")
    return query
  }
}

extension EventCountable {
  /// What is counted by other than time.
  public enum Thing: Sendable {
    case event
    case resource
  }
}

extension StoredEvent {
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    try self.init(reader: &reader)
  }
}

extension EventFilter {
  /// The events that the filter lets through, a page of them; of those that satisfy a further condition.
  func page(after place: EventRepository.Place?, limit: Int, also further: Condition = .always) -> QueryText {
    var conditions = [condition, further]
    let isDistinct = resource?.isDistinct == true
    if let place, !isDistinct { conditions.append(condition(after: place)) }
    guard isDistinct else {
      return .list(
        StoredEvent.columns, from: "events e", where: .all(conditions), order: sqlOrder, page: Page(limit: limit))
    }
    var query = QueryText(
      "SELECT " + StoredEvent.columns + " FROM (SELECT DISTINCT ON (e.resource_id) e.* FROM events e WHERE ")
    Condition.all(conditions).write(to: &query)
    query.append(" ORDER BY e.resource_id, " + sqlOrder + ") e WHERE ")
    (place.map(condition(after:)) ?? .always).write(to: &query)
    query.append(" ORDER BY " + sqlOrder)
    query.append(Page(limit: limit))
    return query
  }

  private func condition(after place: EventRepository.Place) -> Condition {
    .test(
      order == .ascending ? "(e.occurred, e.id) > ($, $)" : "(e.occurred, e.id) < ($, $)",
      [.timestamp(place.occurred), .uuid(place.id)])
  }
}
