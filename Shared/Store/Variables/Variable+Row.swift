internal import JSON
internal import Models
internal import Postgres

extension Variable {
  /// Reads `VariableStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(),
      name: try reader.text(), value: try reader.optionalRawJSON() ?? .null, tags: try reader.strings())
  }
}
