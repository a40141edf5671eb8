internal import Postgres
internal import Values

/// Asks with what is tallied, where that is of use.
final class TallyReader: Sendable {
  /// For how long it is taken for known up to when rows are tallied. What has been tallied since is read row by row.
  private static let lifetime = Duration.seconds(10)

  private let database: Database
  private let known = KnownForAWhile<Tallied, TallyProgress>(TallyReader.lifetime)

  init(_ database: Database) {
    self.database = database
  }

  /// - Parameters:
  ///   - tallies: What the filters ask of tallies; nil if these can't tell.
  ///   - query: The question, by tallies.
  ///   - plain: The same question, row by row.
  func ask(
    _ rows: Tallied, by tallies: TallyCondition?, at now: Timestamp, _ query: (TallySpan) -> QueryText,
    otherwise plain: () -> QueryText
  ) async throws -> Rows {
    if let tallies, let progress = try await progress(rows), let span = TallySpan(tallies, progress, now: now) {
      let query = query(span)
      do {
        return try await database.run(query.statement, query.values, on: .bulk)
      } catch DatabaseError.statement(sqlState: "AP001", _) {
        // They have been forgotten since they were looked up.
        known.forget(rows)
      }
    }
    let query = plain()
    return try await database.run(query.statement, query.values, on: .bulk)
  }

  private func progress(_ rows: Tallied) async throws -> TallyProgress? {
    try await known.value(of: rows) {
      guard let row = try await database.run(TallyStatement.progress, [.text(rows.rawValue)], on: .bulk).first else {
        return nil
      }
      var reader = row.reader()
      let until = try reader.timestamp()
      return TallyProgress(until: until, ahead: (try reader.timestamp(), try reader.timestamp()))
    }
  }
}
