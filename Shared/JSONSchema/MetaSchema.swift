internal import JSON

/// The schema that schemas are held to: draft 2020-12, without what only describes.
enum MetaSchema {
  static let address = "https://json-schema.org/draft/2020-12/schema"

  /// The meta-schema and the vocabularies that it is made of.
  static let registry: SchemaRegistry = {
    var registry = SchemaRegistry()
    let text = RawJSON(validated: PackageResources.MetaSchema_json)
    for document in SchemaValue(text)?.elements ?? [] {
      guard let id = document.object?["$id"]?.text else { continue }
      registry.add(document, at: id)
    }
    return registry
  }()

  /// - Throws: `invalid` with the first thing that is wrong with a schema.
  static func check(_ schema: SchemaValue) throws(SchemaError) {
    guard let meta = registry.resources[address] else { return }
    let evaluation = Evaluation(
      schema: meta, at: address, size: schema.size, assertsFormats: true, registry: registry)
    var failures = FailureList(stopsAtFirst: true)
    try evaluation.check(schema, meta, SchemaScope(base: address), &failures)
    if let first = failures.all.first { throw .invalid(first.message) }
  }
}
