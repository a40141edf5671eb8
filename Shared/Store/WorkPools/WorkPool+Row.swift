internal import JSON
internal import Models
internal import Postgres
internal import Values

extension RowReader {
  /// Reads `WorkPoolStatement.columns`.
  mutating func workPool() throws(DatabaseError) -> WorkPool {
    var pool = WorkPool(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), name: try text(),
      description: try optionalText(), type: try text(), baseJobTemplate: try rawJSON(), isPaused: try bool(),
      concurrencyLimit: try optionalInt(), status: try workPoolStatus(), defaultQueueID: try optionalUUID(),
      storage: try optionalModel() ?? WorkPoolStorage())
    pool.lastStatusEventID = try optionalUUID()
    pool.lastTransitionedStatusAt = try optionalTimestamp()
    pool.activeSlots = try optionalInt()
    return pool
  }

  mutating func workPoolStatus() throws(DatabaseError) -> WorkPoolStatus {
    let label = try text()
    guard let status = WorkPoolStatus(rawValue: label) else { throw .decoding("unknown status \(label)") }
    return status
  }
}

extension WorkPool {
  /// The values of `WorkPoolStatement.insert`: the pool with its default queue, and what is told of them.
  func insertValues(at now: Timestamp, tellsStatus: Bool) -> [SQLValue] {
    var events: [EmittedEvent] = []
    if let defaultQueueID {
      events.append(WorkQueueSubject(id: defaultQueueID, name: "default", pool: involved()).event("created", at: now))
    }
    events.append(event("created", at: now + .microseconds(1)))
    if tellsStatus {
      let moment = now + .microseconds(2)
      events.append(statusEvent(status, id: .timeOrdered(at: moment), at: moment))
    }
    return [
      .uuid(id), .timestamp(now), .text(name), .text(description), .text(type), .jsonb(baseJobTemplate.bytes),
      .bool(isPaused), .int4(concurrencyLimit.map { Int32(clamping: $0) }), .text(status.rawValue),
      .uuid(defaultQueueID), .jsonb(storage.json),
    ] + EventWrite.values(for: events, received: now)
  }
}
