internal import JSON
internal import Models
internal import Postgres
internal import Values

/// A row of `block_schema` with its type and the names and ids of the schemas it refers to.
struct StoredBlockSchema {
  /// Its place among those that were asked for; nil for one that is only referred to.
  var position: Int?
  var schema: BlockSchema
  var references: [(field: String, schema: UUID)]

  static let columns: SQLText = """
    s.id, s.created, s.updated, s.checksum, s.fields, s.capabilities, s.version,
    ARRAY(SELECT r.name::text FROM block_schema_reference r
      WHERE r.parent_block_schema_id = s.id ORDER BY r.created, r.id),
    ARRAY(SELECT r.reference_block_schema_id FROM block_schema_reference r
      WHERE r.parent_block_schema_id = s.id ORDER BY r.created, r.id)
    """

  /// Reads the position, `columns` and `BlockType.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    position = try reader.optionalInt()
    let id = try reader.uuid()
    let created = try reader.timestamp()
    let updated = try reader.timestamp()
    let checksum = try reader.text()
    let fields = try reader.rawJSON()
    let capabilities = try reader.rawJSON()
    let version = try reader.text()
    let names = try reader.texts()
    let ids = try reader.uuids()
    schema = BlockSchema(
      id: id, created: created, updated: updated, checksum: checksum,
      fields: BlockSchemaFields(BlockObject(fields) ?? BlockObject()),
      type: try BlockType(reader: &reader), capabilities: capabilities, version: version)
    references = zip(names, ids).map { ($0, $1) }
  }
}

/// Puts schemas together again from their rows.
struct BlockSchemaAssembly {
  private let rows: [UUID: StoredBlockSchema]

  init(_ rows: [StoredBlockSchema]) {
    self.rows = Dictionary(rows.map { ($0.schema.id, $0) }) { first, _ in first }
  }

  /// The schema with `block_schema_references` and the definitions they lead to; nil if there is no such row.
  func schema(_ id: UUID) -> BlockSchema? {
    guard var schema = rows[id]?.schema else { return nil }
    var definitions = definitions(under: id)
    // What the schema says itself counts.
    let own = schema.fields.object["definitions"]?.object ?? BlockObject()
    definitions = definitions.merging(own)
    schema.fields.object["definitions"] = nil
    if !definitions.isEmpty || own != BlockObject() { schema.fields.object["definitions"] = .object(definitions) }
    schema.fields.object["block_schema_references"] = .object(references(of: id))
    return schema
  }

  /// The schemas that one leads to by their titles, each with its own definitions, every schema once.
  private func definitions(under id: UUID) -> BlockObject {
    var definitions = BlockObject()
    var visited: Set<UUID> = [id]
    var waiting = [id]
    while let next = waiting.popLast() {
      for reference in rows[next]?.references ?? [] where visited.insert(reference.schema).inserted {
        guard let nested = rows[reference.schema]?.schema, let title = nested.fields.title else { continue }
        var fields = nested.fields.object
        for (key, value) in (fields["definitions"]?.object ?? BlockObject()).members { definitions[key] = value }
        fields["definitions"] = nil
        fields["block_schema_references"] = .object(references(of: reference.schema))
        definitions[title] = .object(fields)
        waiting.append(reference.schema)
      }
    }
    return definitions
  }

  /// By field: one reference, or a list of several.
  private func references(of id: UUID) -> BlockObject {
    var result = BlockObject()
    for reference in rows[id]?.references ?? [] {
      guard let nested = rows[reference.schema]?.schema else { continue }
      var entry = BlockObject()
      entry["block_schema_checksum"] = .string(nested.checksum)
      entry["block_type_slug"] = .string(nested.type.slug)
      switch result[reference.field] {
      case nil: result[reference.field] = .object(entry)
      case .array(let others): result[reference.field] = .array(others + [.object(entry)])
      case .some(let other): result[reference.field] = .array([other, .object(entry)])
      }
    }
    return result
  }
}
