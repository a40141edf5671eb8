public import JSON
public import Values

/// Something a run leaves behind to be looked at: a table, a link, a text, the progress of work, a result.
public struct Artifact: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var content: ArtifactContent

  public init(id: UUID, created: Timestamp, updated: Timestamp, content: ArtifactContent) {
    self.id = id
    self.created = created
    self.updated = updated
    self.content = content
  }
}

/// What an artifact says and of which run; the collection of a key says what its latest artifact does.
public struct ArtifactContent: Sendable, Hashable {
  public var key: String?
  public var type: String?
  public var description: String?
  public var data: RawJSON?
  /// An object whose values are texts.
  public var metadata: RawJSON?
  public var flowRunID: UUID?
  public var taskRunID: UUID?

  public init(key: String? = nil, type: String? = nil, description: String? = nil, data: RawJSON? = nil) {
    self.key = key
    self.type = type
    self.description = description
    self.data = data
  }

  /// Writes the members of an object that is begun.
  func writeMembers(to writer: inout JSONWriter) {
    writer.key("type")
    writer.string(type)
    writer.key("description")
    writer.string(description)
    writer.key("data")
    writer.raw(data)
    writer.key("metadata_")
    writer.raw(metadata)
    writer.key("flow_run_id")
    writer.uuid(flowRunID)
    writer.key("task_run_id")
    writer.uuid(taskRunID)
  }
}

extension Artifact: JSONWritable {
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
    content.writeMembers(to: &writer)
    writer.endObject()
  }
}
