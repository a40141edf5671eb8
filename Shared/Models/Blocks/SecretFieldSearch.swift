internal import JSON

extension SecretPaths {
  /// The secrets of a schema: those that its `secret_fields` name, and those that it declares by their type.
  public init(_ fields: BlockSchemaFields) {
    var search = SecretFieldSearch(fields.object)
    self.init(paths: search.paths(secretFields: fields.secretFields))
  }
}

/// Finds where the secret fields of a block schema are in the data.
///
/// Prefect's clients name a secret by the fields that lead to it and leave out what is between them: `servers.password` for
/// `servers: List[Server]`, for `Dict[str, Server]` and for `Server` alike. Their schemas don't say of a field of the block
/// that it is a map, either: it is an object without properties. So a path goes on below any keys wherever the schema does
/// not say that there is a model. A secret in a data class is not named at all, only declared by its type.
struct SecretFieldSearch {
  /// How many nodes of one schema are visited; of a larger one everything counts as secret.
  private static let maximumVisits = 20_000

  private let root: BlockObject
  private var visits = 0
  /// The definitions in which a secret was found.
  private var secretive: Set<String> = []

  init(_ root: BlockObject) {
    self.root = root
  }

  mutating func paths(secretFields: [String]) -> Set<SecretPaths.Path> {
    var result: Set<SecretPaths.Path> = []
    for field in secretFields {
      let parts = field.split(separator: ".", omittingEmptySubsequences: false).map(SecretPaths.Step.init)
      let hidesNull = parts.contains(.anyKeys)
      for steps in located(parts[...], in: root, at: []) { result.insert(.init(steps: steps, hidesNull: hidesNull)) }
    }
    var cycles: [(definition: String, steps: [SecretPaths.Step])] = []
    for steps in declared(in: root, at: [], within: [], &cycles) {
      result.insert(.init(steps: steps, hidesNull: false))
    }
    for cycle in cycles where secretive.contains(cycle.definition) {
      result.insert(.init(steps: cycle.steps + [.anyKeys], hidesNull: false))
    }
    if visits > SecretFieldSearch.maximumVisits { result.insert(.init(steps: [.anyKeys], hidesNull: true)) }
    return result
  }

  // MARK: By name

  /// The paths in the data of a path of field names that begins in a node.
  private mutating func located(
    _ names: ArraySlice<SecretPaths.Step>, in node: BlockObject, at steps: [SecretPaths.Step]
  ) -> [[SecretPaths.Step]] {
    guard case .key(let name)? = names.first else { return [steps + names] }
    var found: [[SecretPaths.Step]] = []
    for variant in variants(of: node) {
      if let field = variant["properties"]?.object?[name]?.object {
        found += located(names.dropFirst(), in: field, at: steps + [.key(name)])
      } else if !steps.isEmpty, SecretFieldSearch.isMap(variant) {
        found.append(steps + [.anyKeys] + SecretFieldSearch.loosely(names))
      }
    }
    return found.isEmpty ? [steps + SecretFieldSearch.loosely(names)] : found
  }

  /// The names with any keys between them.
  private static func loosely(_ names: ArraySlice<SecretPaths.Step>) -> [SecretPaths.Step] {
    Array(names.map { [$0] }.joined(separator: [.anyKeys]))
  }

  /// Whether a node may be an object with any keys.
  private static func isMap(_ node: BlockObject) -> Bool {
    guard node["additionalProperties"]?.object == nil else { return true }
    guard node["properties"] == nil, !isWrapper(node) else { return false }
    return node["type"].map { $0 == .string("object") } ?? true
  }

  private static func isWrapper(_ node: BlockObject) -> Bool {
    (["$ref", "items", "prefixItems"] + alternatives).contains { node[$0] != nil }
  }

  // MARK: By type

  /// The paths of the values that a node declares as secret by their type.
  ///
  /// - Parameters:
  ///   - outer: The definitions that the node is in; `cycles` gets where one of them comes again.
  private mutating func declared(
    in node: BlockObject, at steps: [SecretPaths.Step], within outer: [String],
    _ cycles: inout [(definition: String, steps: [SecretPaths.Step])]
  ) -> [[SecretPaths.Step]] {
    visits += 1
    guard visits <= SecretFieldSearch.maximumVisits else { return [] }
    if node["writeOnly"] == .bool(true), node["format"] == .string("password") {
      secretive.formUnion(outer)
      return [steps]
    }
    var found: [[SecretPaths.Step]] = []
    for (name, field) in (node["properties"]?.object ?? BlockObject()).members {
      if let field = field.object { found += declared(in: field, at: steps + [.key(name)], within: outer, &cycles) }
    }
    if let values = node["additionalProperties"]?.object {
      found += declared(in: values, at: steps + [.anyKeys], within: outer, &cycles)
    }
    for part in SecretFieldSearch.parts(of: node) { found += declared(in: part, at: steps, within: outer, &cycles) }
    if let name = node["$ref"]?.text, let definition = definition(name) {
      if outer.contains(name) {
        cycles.append((name, steps))
      } else {
        found += declared(in: definition, at: steps, within: outer + [name], &cycles)
      }
    }
    return found
  }

  // MARK: Nodes

  private static let alternatives = ["anyOf", "oneOf", "allOf"]

  /// What stands in the place of a node: its alternatives, and the elements of a list.
  private static func parts(of node: BlockObject) -> [BlockObject] {
    let lists = (alternatives + ["prefixItems"]).flatMap { node[$0]?.elements ?? [] }
    return (lists + [node["items"], node["additionalItems"]].compactMap(\.self)).compactMap(\.object)
  }

  /// A node with everything that stands in its place. What a reference leads to is an empty node where there is nothing.
  private mutating func variants(of node: BlockObject) -> [BlockObject] {
    var result: [BlockObject] = []
    var waiting = [node]
    var followed: Set<String> = []
    while let next = waiting.popLast(), visits < SecretFieldSearch.maximumVisits {
      visits += 1
      result.append(next)
      waiting += SecretFieldSearch.parts(of: next)
      if let name = next["$ref"]?.text, followed.insert(name).inserted {
        waiting.append(definition(name) ?? BlockObject())
      }
    }
    return result
  }

  private func definition(_ reference: String) -> BlockObject? {
    for place in ["definitions", "$defs"] where reference.hasPrefix("#/\(place)/") {
      return root[place]?.object?[String(reference.dropFirst("#/\(place)/".count))]?.object
    }
    return nil
  }
}
