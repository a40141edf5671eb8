public import JSON

/// The JSON schema of a block, as clients send it and as it is kept (contract §7.10).
///
/// A client sends everything in one: `block_schema_references` says which fields hold other blocks, and `definitions` has
/// their schemas beside the schema's own definitions. Kept are the schema and its own definitions; references are rows,
/// and what they lead to is put in again when the schema is read.
public struct BlockSchemaFields: Sendable, Hashable {
  public var object: BlockObject

  public init(_ object: BlockObject) {
    self.object = object
  }

  /// One field that holds a block of some schema.
  public struct Reference: Sendable, Hashable {
    public var field: String
    public var blockTypeSlug: String
    public var checksum: String

    public init(field: String, blockTypeSlug: String, checksum: String) {
      self.field = field
      self.blockTypeSlug = blockTypeSlug
      self.checksum = checksum
    }
  }

  public var title: String? { object["title"]?.text }

  /// Paths of the values to hide, with wildcards.
  public var secretFields: [String] { object["secret_fields"]?.elements?.compactMap(\.text) ?? [] }

  /// The references in their order; those that lack slug or checksum are not there.
  public var references: [Reference] {
    var result: [Reference] = []
    for (field, value) in (object["block_schema_references"]?.object ?? BlockObject()).members {
      for entry in value.elements ?? [value] {
        guard let slug = entry.object?["block_type_slug"]?.text,
          let checksum = entry.object?["block_schema_checksum"]?.text
        else { continue }
        result.append(Reference(field: field, blockTypeSlug: slug, checksum: checksum))
      }
    }
    return result
  }

  /// The definition of a nested block, complete with the definitions it may refer to.
  public func definition(ofBlockType slug: String) -> BlockSchemaFields? {
    guard let definitions = object["definitions"]?.object else { return nil }
    for (_, value) in definitions.members {
      guard var nested = value.object, nested["block_type_slug"]?.text == slug else { continue }
      nested["definitions"] = .object(definitions)
      return BlockSchemaFields(nested)
    }
    return nil
  }

  /// The same with another's definitions and references.
  public func showing(_ sent: BlockSchemaFields) -> BlockSchemaFields {
    var result = self
    result.object["definitions"] = sent.object["definitions"]
    result.object["block_schema_references"] = sent.object["block_schema_references"] ?? .object(BlockObject())
    return result
  }

  /// What is kept of it: without the references, and without the definitions that are other blocks' or nobody's.
  public var stored: BlockObject {
    var result = object
    result["block_schema_references"] = nil
    BlockSchemaFields.reduceDefinitions(&result)
    return result
  }

  /// The text whose SHA-256 names the schema.
  public var checksumText: [UInt8] {
    var fields = BlockSchemaFields.withoutSecretFields(object)
    BlockSchemaFields.reduceDefinitions(&fields)
    var spelling = PythonSpelling()
    spelling.append("[[")
    spelling.append(.object(fields))
    spelling.append("], {}]")
    return spelling.bytes
  }

  /// Objects inside arrays keep theirs, as in the reference.
  private static func withoutSecretFields(_ object: BlockObject) -> BlockObject {
    object.compactMap { key, value in
      if key == "secret_fields" { return nil }
      guard case .object(let nested) = value else { return value }
      return .object(withoutSecretFields(nested))
    }
  }

  private static func reduceDefinitions(_ object: inout BlockObject) {
    guard let definitions = object["definitions"]?.object, !definitions.isEmpty else { return }
    var referenced: Set<String> = []
    collectReferences(.object(object), &referenced)
    let own = definitions.filter { key, value in
      guard let definition = value.object, !definition.isEmpty, referenced.contains(key) else { return false }
      return definition["block_type_slug"].map { $0 == .null } ?? true
    }
    object["definitions"] = own.isEmpty ? nil : .object(own)
  }

  private static let prefix = "#/definitions/"

  private static func collectReferences(_ value: BlockValue, _ names: inout Set<String>) {
    switch value {
    case .array(let elements):
      for element in elements { collectReferences(element, &names) }
    case .object(let object):
      for (key, member) in object.members {
        if key == "$ref", let target = member.text {
          names.insert(target.hasPrefix(prefix) ? String(target.dropFirst(prefix.count)) : target)
        } else {
          collectReferences(member, &names)
        }
      }
    default: break
    }
  }
}
