internal import Models
internal import Postgres

extension Flow {
  /// Reads `FlowStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(),
      name: try reader.text(), tags: try reader.strings(), labels: try reader.optionalRawJSON())
  }
}
