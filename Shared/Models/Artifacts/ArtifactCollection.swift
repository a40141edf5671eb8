public import JSON
public import Values

/// The artifacts of one key, seen from the latest.
public struct ArtifactCollection: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var latestID: UUID
  /// That of the latest artifact; its key is never nil.
  public var content: ArtifactContent

  public init(id: UUID, created: Timestamp, updated: Timestamp, latestID: UUID, content: ArtifactContent) {
    self.id = id
    self.created = created
    self.updated = updated
    self.latestID = latestID
    self.content = content
  }

  /// The collection in the shape of an artifact: its id is the collection's own (contract §D.29).
  public var asArtifact: Artifact {
    Artifact(id: id, created: created, updated: updated, content: content)
  }
}

extension ArtifactCollection: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("key")
    writer.string(content.key)
    writer.key("latest_id")
    writer.uuid(latestID)
    content.writeMembers(to: &writer)
    writer.endObject()
  }
}
