internal import Models
public import Postgres
internal import Values

/// Tallies runs and events of long enough ago, so that they need not be counted again (006_run_tallies.sql).
public struct TallyRepository: Sendable {
  /// How many rows are tallied in one statement, about.
  private static let batchSize = 20_000
  /// How many slots that have changed are looked up at once.
  private static let slotsAtOnce = 500

  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// Tallies what has become old enough since the last time, and again what has changed since.
  public func pass() async throws {
    for rows in Tallied.allCases {
      while try await advance(rows) { try Task.checkCancellation() }
      try await renew(rows)
    }
  }

  /// Tallies a batch of rows that never were.
  ///
  /// - Returns: Whether there are more.
  private func advance(_ rows: Tallied) async throws -> Bool {
    try await database.session { session in
      try await session.transaction { transaction in
        guard let isValid = try await begin(rows, in: transaction) else { return false }
        guard isValid else {
          try await transaction.script(rows.beginning)
          return true
        }
        let batch = QueryText.nextTallies(rows, batchSize: TallyRepository.batchSize)
        guard let row = try await transaction.run(batch.statement, batch.values).first else { return false }
        var reader = row.reader()
        let (start, end) = (try reader.timestamp(), try reader.timestamp())
        try await tally(rows, from: start, until: end, in: transaction)
        _ = try await transaction.run(
          TallyStatement.advance, [.text(rows.rawValue), .timestamp(end)])
        return true
      }
    }
  }

  /// Tallies slots again of which rows have changed.
  private func renew(_ rows: Tallied) async throws {
    var last: Timestamp?
    while true {
      let slots = try await changed(rows, after: last)
      for slot in slots {
        try Task.checkCancellation()
        try await database.session { session in
          try await session.transaction { transaction in
            guard try await begin(rows, in: transaction) == true else { return }
            try await tally(rows, from: slot, until: slot + .seconds(300), in: transaction)
          }
        }
      }
      guard slots.count == TallyRepository.slotsAtOnce else { return }
      last = slots.last
    }
  }

  private func changed(_ rows: Tallied, after last: Timestamp?) async throws -> [Timestamp] {
    try await database.run(
      TallyStatement.changed,
      [.text(rows.rawValue), .timestamp(last), .int8(Int64(TallyRepository.slotsAtOnce))], on: .bulk
    ).map { row in
      var reader = row.reader()
      return try reader.timestamp()
    }
  }

  private func tally(
    _ rows: Tallied, from start: Timestamp, until end: Timestamp, in transaction: Transaction
  ) async throws {
    let query = QueryText.tally(rows, from: start, until: end)
    _ = try await transaction.run(query.statement, query.values)
  }

  /// Keeps others from tallying the same rows until the transaction ends.
  ///
  /// - Returns: Whether changes have been noted since what is tallied was; nil while somebody else tallies.
  private func begin(_ rows: Tallied, in transaction: Transaction) async throws -> Bool? {
    guard let row = try await transaction.run(TallyStatement.begin, [.text(rows.rawValue)]).first else { return nil }
    var reader = row.reader()
    return try reader.bool()
  }
}
