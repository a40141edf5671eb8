internal import Models
internal import Postgres

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
