public import JSON
public import Values

/// A kind of block: what clients register before they save one.
public struct BlockType: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var slug: String
  public var logoURL: String?
  public var documentationURL: String?
  public var description: String?
  public var codeExample: String?
  /// Whether it belongs to the system and can't be deleted.
  public var isProtected: Bool

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, slug: String, logoURL: String? = nil,
    documentationURL: String? = nil, description: String? = nil, codeExample: String? = nil, isProtected: Bool = false
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.slug = slug
    self.logoURL = logoURL
    self.documentationURL = documentationURL
    self.description = description
    self.codeExample = codeExample
    self.isProtected = isProtected
  }
}

extension BlockType: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writeDescription(to: &writer)
    writer.endObject()
  }

  /// What the type's events carry: all but its id and times.
  public var eventPayload: RawJSON {
    RawJSON { writer in
      writer.beginObject()
      writeDescription(to: &writer)
      writer.endObject()
    }
  }

  private func writeDescription(to writer: inout JSONWriter) {
    writer.key("name")
    writer.string(name)
    writer.key("slug")
    writer.string(slug)
    writer.key("logo_url")
    writer.string(logoURL)
    writer.key("documentation_url")
    writer.string(documentationURL)
    writer.key("description")
    writer.string(description)
    writer.key("code_example")
    writer.string(codeExample)
    writer.key("is_protected")
    writer.bool(isProtected)
  }
}
