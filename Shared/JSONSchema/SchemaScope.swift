internal import JSON

/// Where in its documents a schema is: what references in it start from.
struct SchemaScope: Sendable {
  /// The address of the resource; empty for a schema without one.
  var base: String
  /// The resources that led here, the outermost first.
  private(set) var path: [String]

  init(base: String) {
    self.base = base
    path = [base]
  }

  /// The scope within a schema, which may have an address of its own.
  func entering(_ schema: SchemaValue) -> SchemaScope {
    guard let id = schema.object?["$id"]?.text else { return self }
    return entering(base: SchemaURI.join(base, id))
  }

  func entering(base: String) -> SchemaScope {
    guard base != self.base else { return self }
    var scope = self
    scope.base = base
    scope.path.append(base)
    return scope
  }
}

/// A schema that a reference led to, and the scope within it.
struct ResolvedSchema {
  var schema: SchemaValue
  var scope: SchemaScope
}
