public import JSON
public import Values

/// A document's data as a client sends it, taken apart: its own values, and which fields hold other documents.
public struct BlockDocumentData: Sendable, Hashable {
  public var own: BlockObject
  public var references: [Reference]

  /// A field with the id of the document it holds.
  public struct Reference: Sendable, Hashable {
    public var field: String
    public var document: UUID

    public init(field: String, document: UUID) {
      self.field = field
      self.document = document
    }
  }

  /// Only members of the outermost object can hold other documents; deeper ones are values like any other.
  ///
  /// - Throws: `badRequest` for a reference without a document's id.
  public init(_ data: BlockObject) throws(DomainError) {
    own = BlockObject()
    references = []
    for (key, value) in data.members {
      guard let reference = value.object?["$ref"] else {
        own[key] = value
        continue
      }
      guard let id = reference.object?["block_document_id"], id != .null else {
        throw .badRequest("Received block reference without a block_document_id in key \(key)")
      }
      guard let identifier = id.text.flatMap(UUID.init(lenient:)) else {
        throw .badRequest("Received block reference with an invalid block_document_id in key \(key)")
      }
      references.append(Reference(field: key, document: identifier))
    }
  }

  /// The values that the document's events show: texts of the outermost object that are no secrets. Those that hold
  /// U+0000, which an encrypted document can and an event can't, are left out.
  public func eventData(hiding secrets: SecretPaths) -> BlockObject {
    own.filter { key, value in
      guard let text = value.text, !secrets.covers(key) else { return false }
      return !text.utf8.contains(0) && !key.utf8.contains(0)
    }
  }
}
