internal import Models
public import Postgres
internal import Values

/// Tallies runs and events of long enough ago, so that they need not be counted again (007_tallies.sql).
public struct TallyRepository: Sendable {
  /// How many rows are tallied in one statement, about.
  private static let batchSize = 20_000
  /// How many slots that have changed are looked up at once.
  private static let slotsAtOnce = 500

  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// How many changes may be noted before those of one slot are merged.
  static let manyChanges = 20_000
  private static let mergedAtOnce: Int64 = 100_000

  /// Bounds what is noted while nobody tallies: a slot is noted a few times, however often its rows change.
  ///
  /// - Returns: How many notes were removed.
  public func mergeChanges() async throws -> Int {
    let many = [SQLValue.int8(Int64(TallyRepository.manyChanges))]
    guard try await !database.run(TallyStatement.hasManyChanges, many, on: .bulk).isEmpty,
      let row = try await database.run(TallyStatement.mergeChanges, [.int8(TallyRepository.mergedAtOnce)], on: .bulk)
        .first
    else { return 0 }
    var reader = row.reader()
    return try reader.int()
  }

  /// Tallies what has become old enough since the last time, and again what has changed since.
  public func pass() async throws {
    for rows in Tallied.allCases {
      while try await advance(rows) { try Task.checkCancellation() }
      if rows.isTalliedAhead { while try await advanceAhead(rows) { try Task.checkCancellation() } }
      for length in TallyLength.allCases { try await renew(rows, length) }
    }
  }

  /// Tallies a batch of rows that never were.
  ///
  /// - Returns: Whether there are more.
  private func advance(_ rows: Tallied) async throws -> Bool {
    try await database.session { session in
      try await session.transaction { transaction in
        guard let progress = try await begin(rows, in: transaction) else { return false }
        guard progress.isValid else {
          try await transaction.script(rows.beginning)
          return true
        }
        let batch = QueryText.nextTallies(rows, batchSize: TallyRepository.batchSize)
        guard let end = try await tally(batch, of: rows, after: progress.until, in: transaction) else { return false }
        _ = try await transaction.run(TallyStatement.advance, [.text(rows.rawValue), .timestamp(end)])
        return true
      }
    }
  }

  /// Tallies a batch of rows of the time to come that never were.
  ///
  /// - Returns: Whether there are more.
  private func advanceAhead(_ rows: Tallied) async throws -> Bool {
    try await database.session { session in
      try await session.transaction { transaction in
        guard let progress = try await begin(rows, in: transaction), progress.isValid else { return false }
        let batch = QueryText.nextTalliesAhead(rows, batchSize: TallyRepository.batchSize)
        guard let end = try await tally(batch, of: rows, after: progress.ahead, in: transaction) else { return false }
        _ = try await transaction.run(TallyStatement.advanceAhead, [.text(rows.rawValue), .timestamp(end)])
        return true
      }
    }
  }

  /// Tallies the next slots, and the longer ones that end with them.
  ///
  /// - Parameters:
  ///   - batch: Asks from where to where.
  ///   - until: Where tallying ended before.
  /// - Returns: Where it ends now; nil if nothing is to be tallied.
  private func tally(
    _ batch: QueryText, of rows: Tallied, after until: Timestamp?, in transaction: Transaction
  ) async throws -> Timestamp? {
    guard let row = try await transaction.run(batch).first else { return nil }
    var reader = row.reader()
    let (start, end) = (try reader.timestamp(), try reader.timestamp())
    // Without any rows it is tallied from the beginning of time.
    guard start != .beginning else { return end }
    try await transaction.run(QueryText.tally(.fiveMinutes, of: rows, from: start, until: end))
    for length in TallyLength.longer {
      let (first, last) = (length.start(of: start), length.start(of: end))
      // Where no rows came after, that of the moment where tallying ended before ends now, too.
      if let until, case let before = length.start(of: until), before < first {
        let next = before + length.duration
        try await transaction.run(QueryText.tally(length, of: rows, from: before, until: next))
      }
      if first < last {
        try await transaction.run(QueryText.tally(length, of: rows, from: first, until: last))
      }
    }
    return end
  }

  /// Tallies slots again of which rows have changed.
  private func renew(_ rows: Tallied, _ length: TallyLength) async throws {
    var last: Timestamp?
    while true {
      let slots = try await changed(rows, length, after: last)
      for slot in slots {
        try Task.checkCancellation()
        try await database.session { session in
          try await session.transaction { transaction in
            guard let progress = try await begin(rows, in: transaction), progress.isValid else { return }
            let end = slot + length.duration
            try await transaction.run(QueryText.tally(length, of: rows, from: slot, until: end))
            if let longer = length.longer {
              try await transaction.run(QueryText.note(longer.start(of: slot), of: longer, rows))
            }
          }
        }
      }
      guard slots.count == TallyRepository.slotsAtOnce else { return }
      last = slots.last
    }
  }

  private func changed(_ rows: Tallied, _ length: TallyLength, after last: Timestamp?) async throws -> [Timestamp] {
    let query = QueryText.changedSlots(rows, of: length, after: last, limit: TallyRepository.slotsAtOnce)
    return try await database.run(query.statement, query.values, on: .bulk).map { row in
      var reader = row.reader()
      return try reader.timestamp()
    }
  }

  /// Keeps others from tallying the same rows until the transaction ends.
  ///
  /// - Returns: Whether changes have been noted since what is tallied was, and up to when that is, and of the time to come, nil
  ///   if nothing is; nil while somebody else tallies.
  private func begin(
    _ rows: Tallied, in transaction: Transaction
  ) async throws -> (isValid: Bool, until: Timestamp?, ahead: Timestamp?)? {
    guard let row = try await transaction.run(TallyStatement.begin, [.text(rows.rawValue)]).first else { return nil }
    var reader = row.reader()
    let isValid = try reader.bool()
    let (until, ahead) = (try reader.timestamp(), try reader.timestamp())
    return (isValid, until == .beginning ? nil : until, ahead == .beginning ? nil : ahead)
  }
}

extension Timestamp {
  /// PostgreSQL's `-infinity`.
  fileprivate static let beginning = Timestamp(microseconds: .min)
}

extension Transaction {
  @discardableResult
  fileprivate func run(_ query: QueryText) async throws(DatabaseError) -> Rows {
    try await run(query.statement, query.values)
  }
}
