internal import Models
internal import Postgres
internal import Values

enum EventStatement {
  /// Writes events in a transaction, beside the statements that they tell of.
  static let emit = Statement(
    "event.emit", "WITH change AS (SELECT 1)\(EventWrite.branches(after: 0)) SELECT count(*) FROM change")
}

extension Transaction {
  /// Writes events with the rest of the transaction.
  func emit(_ events: [EmittedEvent], at moment: Timestamp) async throws(DatabaseError) {
    guard !events.isEmpty else { return }
    _ = try await run(EventStatement.emit, EventWrite.values(for: events, received: moment))
  }
}
