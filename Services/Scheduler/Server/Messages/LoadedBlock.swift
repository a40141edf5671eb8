internal import JSON
internal import Models
internal import Outgoing
internal import Values

/// A block document with its secrets, loaded for one use. Its description shows no field of the block.
struct LoadedBlock: Sendable, CustomStringConvertible {
  let id: UUID
  let name: String
  let typeSlug: String
  let capabilities: [String]
  let data: BlockData

  /// Nil if the vault's answer is not a document with a schema.
  init?(_ document: JSONValue) {
    guard let id = document["id"]?.text.flatMap({ UUID($0) }), let data = document["data"],
      let slug = document["block_type"]?["slug"]?.text, let schema = document["block_schema"], schema.kind == .object
    else { return nil }
    self.id = id
    name = document["name"]?.text ?? ""
    typeSlug = slug
    capabilities = (schema["capabilities"]?.elements).map { $0.compactMap(\.text) } ?? []
    self.data = BlockData(data)
  }

  var description: String { "LoadedBlock(\(typeSlug), \(id))" }

  var isWebhook: Bool { typeSlug == WebhookBlock.slug }

  var canNotify: Bool { capabilities.contains("notify") }

  /// The name of the event that tells of the load: Prefect emits it for every block that an action loads.
  var loadedEvent: String { "prefect.block.\(typeSlug).loaded" }

  /// The resource of that event; nil for a block without a name, of which no event tells.
  var loadedResource: Resource? {
    guard !name.isEmpty else { return nil }
    return Resource(id: "prefect.block-document.\(id)", labels: [Resource.Label("prefect.resource.name", name)])
  }

  /// The related resources of that event.
  var loadedRelated: [RelatedResource] { [typeResource] }

  /// What the action's own events name as related.
  var relatedResources: [RelatedResource] {
    [
      Resource(
        id: "prefect.block-document.\(id)",
        labels: [Resource.Label("prefect.resource.role", "block"), Resource.Label("prefect.resource.name", name)]),
      typeResource,
    ]
  }

  private var typeResource: RelatedResource {
    Resource(
      id: "prefect.block-type.\(typeSlug)", labels: [Resource.Label("prefect.resource.role", "block-type")])
  }
}
