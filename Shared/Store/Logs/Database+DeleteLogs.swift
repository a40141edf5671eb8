internal import Postgres
internal import Values

extension Database {
  /// How many lines one statement deletes: as many as it can in a part of its time.
  private static var batchSize: Int { 10_000 }

  /// Deletes a run's lines, however many those are, batch by batch.
  ///
  /// - Parameter statement: Deletes so many ($2) lines of a run ($1).
  func deleteLogs(_ statement: Statement, of run: UUID) async throws(DatabaseError) {
    var count: Int
    repeat {
      count = try await self.run(statement, [.uuid(run), .int8(Int64(Database.batchSize))], on: .bulk).count
    } while count == Database.batchSize
  }
}
