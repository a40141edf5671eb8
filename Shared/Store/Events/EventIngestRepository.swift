public import Postgres
internal import Values

/// Takes clients' events into the database, and the task runs that they tell of.
public struct EventIngestRepository: Sendable {
  /// How often task runs that lost a race are tried at once.
  private static let maximumTries = 8
  let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// Settings for the sessions of its database.
  public static let sessionSettings = EventIngestStatement.sessionSettings

  /// Whether the database can be reached now.
  public var isAvailable: Bool { database.isAvailable }

  /// Stores events, each once by its id, and records their task runs, all in one transaction. What is there already is
  /// left as it is, so the same events may be given again.
  ///
  /// A list that raises is not stored at all.
  public func store(_ events: [IngestedEvent]) async throws(DatabaseError) {
    var seen: Set<UUID> = []
    seen.reserveCapacity(events.count)
    let distinct = events.filter { seen.insert($0.id).inserted }
    let batch = TaskRunRecordBatch(distinct)
    // Whoever stores the same events at the same time takes their keys in the same order.
    let values = EventIngestStatement.values(distinct.sorted { $0.id < $1.id })
    if batch.groups.isEmpty {
      _ = try await database.run(EventIngestStatement.insertEvents(distinct.count), values, on: .bulk)
      return
    }
    let rows = try await database.run(
      EventIngestStatement.insertEventsAndTaskRuns(distinct.count),
      values + TaskRunRecording.values(batch.groups), on: .bulk)
    var rest = try raced(rows, of: distinct) + batch.postponed
    for _ in 0..<EventIngestRepository.maximumTries where !rest.isEmpty {
      rest = try await record(rest)
    }
    if !rest.isEmpty { throw .conflictRetry("task runs were changed by others again and again") }
  }

  /// Records task runs of events that are stored.
  ///
  /// - Returns: The events whose turn is still to come.
  private func record(_ events: [IngestedEvent]) async throws(DatabaseError) -> [IngestedEvent] {
    let batch = TaskRunRecordBatch(events)
    let rows = try await database.run(
      EventIngestStatement.recordTaskRuns(events.count), TaskRunRecording.values(batch.groups), on: .bulk)
    return try raced(rows, of: events) + batch.postponed
  }

  /// Of what was not recorded, what does not wait for its flow run.
  private func raced(_ rows: Rows, of events: [IngestedEvent]) throws(DatabaseError) -> [IngestedEvent] {
    var ids: Set<UUID> = []
    for row in rows {
      var reader = row.reader()
      let id = try reader.uuid()
      if try !reader.bool() { ids.insert(id) }
    }
    return ids.isEmpty ? [] : events.filter { ids.contains($0.id) }
  }
}
