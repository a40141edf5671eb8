internal import Postgres
internal import Values

/// What a search finds: how many rows, and the ids of a page of them.
struct FoundPage {
  let total: Int
  let ids: [UUID]

  /// - Parameter query: By `QueryText.found`.
  init(_ query: QueryText, in database: Database) async throws {
    guard let row = try await database.run(query.statement, query.values, on: .bulk).first else {
      (total, ids) = (0, [])
      return
    }
    var reader = row.reader()
    (total, ids) = (try reader.int(), try reader.uuids())
  }
}
