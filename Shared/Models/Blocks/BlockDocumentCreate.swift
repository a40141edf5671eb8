public import JSON
public import Values

/// What `POST /block_documents/` takes.
public struct BlockDocumentCreate: Sendable, ObjectReadable {
  /// Nil where an anonymous document is to be given one.
  public var name: String?
  public var data: BlockObject
  public var schemaID: UUID
  public var typeID: UUID
  public var isAnonymous: Bool

  public init(name: String?, data: BlockObject, schemaID: UUID, typeID: UUID, isAnonymous: Bool = false) {
    self.name = name
    self.data = data
    self.schemaID = schemaID
    self.typeID = typeID
    self.isAnonymous = isAnonymous
  }

  public init(reader: inout ObjectReader) {
    name = reader.optional("name", .blockDocumentName).flatMap { $0.isEmpty ? nil : $0 }
    data = reader.value("data", .blockObject, default: BlockObject())
    schemaID = reader.required("block_schema_id", .uuid)
    typeID = reader.required("block_type_id", .uuid)
    isAnonymous = reader.value("is_anonymous", .bool, default: false)
  }

  /// Looks only whether the document has a name where it needs one. This comes first: a body without is told of nothing
  /// else.
  public struct Naming: ObjectReadable {
    public static var unknownKeys: UnknownKeys { .ignored }

    public init(reader: inout ObjectReader) {
      let isNamed = reader.peek("name").map(Naming.isTruthy) ?? false
      let isAnonymous = reader.peek("is_anonymous").map(Naming.isTruthy) ?? false
      if !isNamed, !isAnonymous { reader.refuse("Names must be provided for block documents.") }
    }

    /// As Python has it.
    private static func isTruthy(_ value: JSONValue) -> Bool {
      switch value.kind {
      case .null: false
      case .boolean: value.bool == true
      case .integer, .float: value.double != 0
      case .string: value.text?.isEmpty == false
      case .array: value.elements.first { _ in true } != nil
      case .object: value.memberCount > 0
      }
    }
  }
}
