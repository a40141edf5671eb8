internal import JSON
internal import Postgres

extension RowReader {
  /// A `jsonb` or `json` column, passed through unread.
  mutating func rawJSON() throws(DatabaseError) -> RawJSON {
    RawJSON(validated: try jsonb())
  }

  mutating func optionalRawJSON() throws(DatabaseError) -> RawJSON? {
    try optionalJSONB().map { RawJSON(validated: $0) }
  }

  /// A column whose JSON is an array of strings; what is no string in it, or no array, is passed over.
  mutating func strings() throws(DatabaseError) -> [String] {
    let raw = try rawJSON()
    if raw == .emptyArray { return [] }
    return raw.document()?.root.elements.compactMap(\.text) ?? []
  }
}
