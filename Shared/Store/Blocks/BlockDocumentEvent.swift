internal import JSON
internal import Models
internal import Values

/// What an event tells of a document: never a secret, nothing that is nested (contract §6.3).
struct BlockDocumentEvent {
  var id: UUID
  var name: String
  var type: BlockType
  var content: BlockDocumentRepository.Content

  func emitted(_ verb: StaticString, at moment: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.block-document.\(verb)",
      resource: .init(kind: "prefect.block-document", id: id, role: "", name: name),
      related: [
        .init(kind: "prefect.block-type", id: type.id, role: "block-type", name: type.name),
        .init(kind: "prefect.block-schema", id: content.schema.id, role: "block-schema", name: nil),
      ], payload: payload)
  }

  private var payload: RawJSON {
    RawJSON { writer in
      writer.beginObject()
      writer.key("name")
      writer.string(name)
      writer.key("data")
      content.eventData.write(to: &writer)
      writer.key("block_schema")
      writer.beginObject()
      writer.key("capabilities")
      writer.raw(content.schema.capabilities)
      writer.key("block_type")
      writer.beginObject()
      writer.key("id")
      writer.uuid(type.id)
      writer.key("name")
      writer.string(type.name)
      writer.endObject()
      writer.endObject()
      writer.endObject()
    }
  }
}
