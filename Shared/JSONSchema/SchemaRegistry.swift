internal import JSON

/// Schemas by their addresses and the anchors in them. Nothing is ever fetched.
public struct SchemaRegistry: Sendable {
  /// A place in a document, and the address of the resource that it is in.
  struct Entry: Sendable {
    var schema: SchemaValue
    var base: String
  }

  private(set) var resources: [String: SchemaValue] = [:]
  private var anchors: [String: Entry] = [:]
  private var dynamicAnchors: [String: Entry] = [:]

  public init() {}

  /// The meta-schema of draft 2020-12.
  public static var standard: SchemaRegistry { MetaSchema.registry }

  /// Notes a document under its address, and what has an address or an anchor in it.
  public mutating func add(_ schema: SchemaValue, at uri: String) {
    resources[uri] = schema
    crawl(schema, base: uri)
  }

  func anchor(_ name: String, at base: String) -> Entry? {
    anchors["\(base)#\(name)"] ?? dynamicAnchor(name, at: base)
  }

  func dynamicAnchor(_ name: String, at base: String) -> Entry? {
    dynamicAnchors["\(base)#\(name)"]
  }

  private mutating func crawl(_ schema: SchemaValue, base: String) {
    guard case .object(let object) = schema else { return }
    var base = base
    if let id = object["$id"]?.text {
      base = SchemaURI.join(base, id)
      resources[base] = schema
    }
    if let name = object["$anchor"]?.text { anchors["\(base)#\(name)"] = Entry(schema: schema, base: base) }
    if let name = object["$dynamicAnchor"]?.text {
      dynamicAnchors["\(base)#\(name)"] = Entry(schema: schema, base: base)
    }
    for (key, value) in object.members {
      switch SchemaPlace(keyword: key) {
      case .schema: crawl(value, base: base)
      case .list: for element in value.elements ?? [] { crawl(element, base: base) }
      case .map: for (_, member) in value.object?.members ?? SchemaObject().members { crawl(member, base: base) }
      case .elsewhere: break
      }
    }
  }
}

/// Where a keyword has schemas in its value.
enum SchemaPlace {
  case schema, list, map, elsewhere

  init(keyword: String) {
    self =
      switch keyword {
      case "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then",
        "unevaluatedItems", "unevaluatedProperties":
        .schema
      case "allOf", "anyOf", "oneOf", "prefixItems": .list
      case "$defs", "definitions", "dependentSchemas", "patternProperties", "properties": .map
      default: .elsewhere
      }
  }
}
