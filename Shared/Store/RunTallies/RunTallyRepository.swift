internal import Models
public import Postgres
internal import Values

/// Tallies runs that were expected long enough ago, so that they need not be counted again (006_run_tallies.sql).
public struct RunTallyRepository: Sendable {
  /// How many runs are tallied in one statement, about.
  private static let batchSize = 20_000
  /// How many slots that have changed are looked up at once.
  private static let slotsAtOnce = 500

  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// Tallies what has become old enough since the last time, and again what has changed since.
  public func pass() async throws {
    for runs in TalliedRuns.allCases {
      while try await advance(runs) { try Task.checkCancellation() }
      try await renew(runs)
    }
  }

  /// Tallies a batch of runs that never were.
  ///
  /// - Returns: Whether there are more.
  private func advance(_ runs: TalliedRuns) async throws -> Bool {
    try await database.session { session in
      try await session.transaction { transaction in
        guard let isValid = try await begin(runs, in: transaction) else { return false }
        guard isValid else {
          try await transaction.script("SELECT apus.begin_run_tallies()")
          return true
        }
        let batch = QueryText.nextTallies(runs, batchSize: RunTallyRepository.batchSize)
        guard let row = try await transaction.run(batch.statement, batch.values).first else { return false }
        var reader = row.reader()
        let (start, end) = (try reader.timestamp(), try reader.timestamp())
        try await tally(runs, from: start, until: end, in: transaction)
        _ = try await transaction.run(
          RunTallyStatement.advance, [.text(runs.rawValue), .timestamp(end)])
        return true
      }
    }
  }

  /// Tallies slots again of which runs have changed.
  private func renew(_ runs: TalliedRuns) async throws {
    var last: Timestamp?
    while true {
      let slots = try await changed(runs, after: last)
      for slot in slots {
        try Task.checkCancellation()
        try await database.session { session in
          try await session.transaction { transaction in
            guard try await begin(runs, in: transaction) == true else { return }
            try await tally(runs, from: slot, until: slot + .seconds(300), in: transaction)
          }
        }
      }
      guard slots.count == RunTallyRepository.slotsAtOnce else { return }
      last = slots.last
    }
  }

  private func changed(_ runs: TalliedRuns, after last: Timestamp?) async throws -> [Timestamp] {
    try await database.run(
      RunTallyStatement.changed,
      [.text(runs.rawValue), .timestamp(last), .int8(Int64(RunTallyRepository.slotsAtOnce))], on: .bulk
    ).map { row in
      var reader = row.reader()
      return try reader.timestamp()
    }
  }

  private func tally(
    _ runs: TalliedRuns, from start: Timestamp, until end: Timestamp, in transaction: Transaction
  ) async throws {
    let query = QueryText.tally(runs, from: start, until: end)
    _ = try await transaction.run(query.statement, query.values)
  }

  /// Keeps others from tallying the same runs until the transaction ends.
  ///
  /// - Returns: Whether changes have been noted since what is tallied was; nil while somebody else tallies.
  private func begin(_ runs: TalliedRuns, in transaction: Transaction) async throws -> Bool? {
    guard let row = try await transaction.run(RunTallyStatement.begin, [.text(runs.rawValue)]).first else { return nil }
    var reader = row.reader()
    return try reader.bool()
  }
}
