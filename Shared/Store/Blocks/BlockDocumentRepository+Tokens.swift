internal import JSON
internal import Postgres
public import Values

extension BlockDocumentRepository {
  /// The encrypted data of documents in the order of their ids, from behind one on.
  public func tokens(after id: UUID, limit: Int) async throws -> [(id: UUID, token: String)] {
    try await database.run(BlockDocumentStatement.tokens, [.uuid(id), .int8(Int64(limit))], on: .bulk).map { row in
      var reader = row.reader()
      return (try reader.uuid(), try reader.optionalText() ?? "")
    }
  }

  /// Puts a token in the place of another; false if that is not there any more.
  public func replaceToken(of id: UUID, _ token: String, by renewed: String) async throws -> Bool {
    let rows = try await database.run(
      BlockDocumentStatement.replaceToken,
      [.uuid(id), .jsonb(RawJSON { $0.string(token) }.bytes), .jsonb(RawJSON { $0.string(renewed) }.bytes)],
      on: .key(id))
    return rows.affected > 0
  }
}
