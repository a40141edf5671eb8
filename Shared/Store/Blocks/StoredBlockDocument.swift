public import Models
internal import Postgres
public import Values

/// A row of `block_document` with its type and the documents it holds. The data is still encrypted.
public struct StoredBlockDocument: Sendable {
  /// Its place among those that were asked for; nil for one that is only held by another.
  public var position: Int?
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  /// A Fernet token.
  public var token: String
  public var schemaID: UUID
  public var isAnonymous: Bool
  public var typeName: String?
  public var type: BlockType
  public var references: [BlockDocumentData.Reference]

  static let columns: SQLText = """
    d.id, d.created, d.updated, d.name, d.data #>> '{}', d.block_schema_id, d.is_anonymous, d.block_type_name,
    ARRAY(SELECT r.name::text FROM block_document_reference r
      WHERE r.parent_block_document_id = d.id ORDER BY r.created, r.id),
    ARRAY(SELECT r.reference_block_document_id FROM block_document_reference r
      WHERE r.parent_block_document_id = d.id ORDER BY r.created, r.id)
    """

  /// Reads the position, `columns` and `BlockType.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    position = try reader.optionalInt()
    id = try reader.uuid()
    created = try reader.timestamp()
    updated = try reader.timestamp()
    name = try reader.text()
    token = try reader.optionalText() ?? ""
    schemaID = try reader.uuid()
    isAnonymous = try reader.bool()
    typeName = try reader.optionalText()
    let names = try reader.texts()
    let ids = try reader.uuids()
    references = zip(names, ids).map { BlockDocumentData.Reference(field: $0, document: $1) }
    type = try BlockType(reader: &reader)
  }
}
