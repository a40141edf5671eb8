public import JSON
public import JSONSchema
internal import Models
internal import Postgres
public import Templates

extension VariableRepository {
  /// Puts values where a client sent how to make them; the variables that they are made from are looked up.
  ///
  /// - Parameter render: Renders a template; by default one that sees nothing.
  /// - Throws: `HydrationError` for the first value that can't be made, if it stops at errors.
  public func hydrate(
    _ value: SchemaValue, rendersTemplates: Bool, stopsAtErrors: Bool,
    render: (@Sendable (Template) throws(TemplateError) -> String)? = nil
  ) async throws -> SchemaValue {
    var hydration = Hydration(variables: SchemaObject(), rendersTemplates: rendersTemplates, stopsAtErrors: false)
    if let render { hydration.render = render }
    var asked: Set<String> = []
    // A variable may name another one, so it goes on for as long as new names come up.
    while true {
      let names = hydration.missingVariables(in: value).subtracting(asked)
      guard !names.isEmpty else { break }
      asked.formUnion(names)
      let found = try await values(of: names)
      hydration.variables = hydration.variables?.merging(found)
    }
    hydration.stopsAtErrors = stopsAtErrors
    return try hydration.apply(to: value)
  }

  /// The same for an object as it is sent and stored.
  ///
  /// - Throws: `HydrationError` for the first value that can't be made.
  public func hydrate(_ object: RawJSON) async throws -> RawJSON {
    // Almost none has anything to be made.
    guard Hydration.mayApply(to: object), let value = SchemaValue(object) else { return object }
    let made = try await hydrate(value, rendersTemplates: true, stopsAtErrors: true)
    return RawJSON(writing: made.write)
  }

  /// Some variables, or as many of all as `limit` says; by their names.
  public func values(limit: Int) async throws -> SchemaObject {
    var values = SchemaObject()
    for variable in try await list(nil, sort: .nameAscending, page: Page(limit: limit)) {
      values[variable.name] = SchemaValue(variable.value) ?? .null
    }
    return values
  }

  private func values(of names: Set<String>) async throws -> SchemaObject {
    var values = SchemaObject()
    for row in try await database.run(VariableStatement.values, [.texts(names.sorted())], on: .read) {
      var reader = row.reader()
      let name = try reader.text()
      values[name] = try reader.optionalRawJSON().flatMap { SchemaValue($0) } ?? .null
    }
    return values
  }
}
