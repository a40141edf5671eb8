public import JSON
public import JSONSchema

/// Job variables follow the schema in the base job template of the work pool (contract §7.9).
public enum JobVariableRules {
  /// The variables' schema; nil for a template that has none.
  private static func schema(in template: RawJSON) -> SchemaValue? {
    guard let variables = SchemaValue(template)?.object?["variables"] else { return nil }
    switch variables {
    case .object(let object): return object.isEmpty ? nil : variables
    case .null, .bool(false): return nil
    default: return variables
    }
  }

  /// Holds the variables of a deployment and of a run, over the template's defaults, to the template.
  ///
  /// Defaults that break the schema are left out, and then nothing is required: what is missing may be what they stood
  /// for. A default that refers to a block stands for the block's value.
  ///
  /// - Parameters:
  ///   - overlays: Objects, each over the ones before it.
  ///   - blocks: The values of the blocks that `blocks(in:)` names.
  ///   - requiresAll: Whether the required variables have to be there.
  public static func check(
    _ overlays: [RawJSON], _ template: RawJSON, blocks: [String: RawJSON], requiresAll: Bool
  ) throws(SchemaError) {
    guard let schema = schema(in: template) else { return }
    let known = SchemaValidator(schema)
    try known.checkSchema()
    let defaults = defaults(in: schema, blocks: blocks)
    let refused = try SchemaValidator(schema.withoutRequired).refusedMembers(of: defaults)
    var variables = defaults.filter { name, _ in !refused.contains(name) }
    for overlay in overlays {
      if let object = SchemaValue(overlay)?.object { variables = variables.merging(object) }
    }
    let prepared = schema.prepared(nullsDefaults: true)
    try SchemaValidator(requiresAll && refused.isEmpty ? prepared : prepared.withoutRequired).check(.object(variables))
  }

  /// Holds the template's defaults to its own schema.
  ///
  /// - Parameter blocks: The values of the blocks that `blocks(in:)` names.
  public static func checkDefaults(in template: RawJSON, blocks: [String: RawJSON]) throws(SchemaError) {
    guard let schema = schema(in: template) else { return }
    try SchemaValidator(schema).checkSchema()
    try SchemaValidator(schema.prepared(nullsDefaults: true).withoutRequired).check(
      .object(defaults(in: schema, blocks: blocks)))
  }

  /// Holds the variables that an update of a deployment sets to the template of the pool that it names.
  ///
  /// - Throws: `refused` with the first thing that is wrong.
  public static func checkUpdate(_ variables: RawJSON, _ template: RawJSON) throws(SchemaError) {
    guard let schema = schema(in: template), let variables = SchemaValue(variables) else { return }
    if let message = try SchemaValidator(schema.prepared().withoutRequired).firstMessage(about: variables) {
      throw .refused(message)
    }
  }

  /// The blocks that the template's defaults refer to, as their ids were written.
  public static func blocks(in template: RawJSON) -> [String] {
    guard let schema = schema(in: template) else { return [] }
    return written(in: schema).members.compactMap { _, value in
      value.object?["$ref"]?.object?["block_document_id"]?.text
    }
  }

  /// The defaults with the values of blocks in the places of references; a reference that names no block is no default.
  private static func defaults(in schema: SchemaValue, blocks: [String: RawJSON]) -> SchemaObject {
    written(in: schema).compactMap { _, value in
      guard let reference = value.object?["$ref"] else { return value }
      return reference.object?["block_document_id"]?.text.flatMap { blocks[$0] }.flatMap(SchemaValue.init)
    }
  }

  /// The defaults as the schema has them.
  private static func written(in schema: SchemaValue) -> SchemaObject {
    schema.object?["properties"]?.object?.compactMap { _, property in property.object?["default"] } ?? SchemaObject()
  }
}
