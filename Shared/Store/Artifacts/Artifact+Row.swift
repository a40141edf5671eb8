internal import JSON
internal import Models
internal import Postgres
internal import Values

extension Artifact {
  /// Reads `ArtifactStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self = try reader.artifact()
  }
}

extension ArtifactCollection {
  /// Reads `ArtifactStatement.collectionColumns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self = try reader.artifactCollection()
  }

  /// The event about the collection (contract §6.3).
  func event(_ verb: StaticString, at moment: Timestamp) -> EmittedEvent {
    var related = [EmittedEvent.Involved(kind: "prefect.artifact", id: latestID, role: "latest", name: nil)]
    if let run = content.flowRunID {
      related.append(.init(kind: "prefect.flow-run", id: run, role: "flow-run", name: nil))
    }
    if let run = content.taskRunID {
      related.append(.init(kind: "prefect.task-run", id: run, role: "task-run", name: nil))
    }
    return EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.artifact-collection.\(verb)",
      resource: .init(kind: "prefect.artifact-collection", id: id, role: "", name: content.key), related: related,
      payload: RawJSON { writer in
        writer.beginObject()
        writer.key("key")
        writer.string(content.key)
        writer.key("type")
        writer.string(content.type)
        writer.key("data")
        writer.raw(content.data)
        writer.key("description")
        writer.string(content.description)
        writer.endObject()
      })
  }
}

extension ArtifactContent {
  /// The values of `ArtifactStatement.contentColumns`.
  var values: [SQLValue] {
    [
      .text(key), .text(type), .text(description), .json(data?.bytes), .json(metadata?.bytes), .uuid(flowRunID),
      .uuid(taskRunID),
    ]
  }
}

extension RowReader {
  /// Reads `ArtifactStatement.columns`.
  mutating func artifact() throws(DatabaseError) -> Artifact {
    Artifact(id: try uuid(), created: try timestamp(), updated: try timestamp(), content: try artifactContent())
  }

  /// Reads `ArtifactStatement.collectionColumns`.
  mutating func artifactCollection() throws(DatabaseError) -> ArtifactCollection {
    ArtifactCollection(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), latestID: try uuid(),
      content: try artifactContent())
  }

  private mutating func artifactContent() throws(DatabaseError) -> ArtifactContent {
    var content = ArtifactContent(
      key: try optionalText(), type: try optionalText(), description: try optionalText(),
      data: try optionalRawJSON().present)
    content.metadata = try optionalRawJSON().present
    content.flowRunID = try optionalUUID()
    content.taskRunID = try optionalUUID()
    return content
  }
}
