internal import Models
internal import Postgres

extension BlockType {
  /// The columns in the order in which `init(reader:)` reads them.
  static let columns: SQLText = """
    t.id, t.created, t.updated, t.name, t.slug, t.logo_url, t.documentation_url, t.description, t.code_example, \
    t.is_protected
    """

  init(reader: inout RowReader) throws(DatabaseError) {
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(),
      name: try reader.text(), slug: try reader.text(), logoURL: try reader.optionalText(),
      documentationURL: try reader.optionalText(), description: try reader.optionalText(),
      codeExample: try reader.optionalText(), isProtected: try reader.bool())
  }

  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    try self.init(reader: &reader)
  }
}
