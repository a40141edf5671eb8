public import JSON
public import Templates

/// Puts values where a client sent how to make them: objects with the key `__prefect_kind` (contract §7.9).
public struct Hydration: Sendable {
  /// The variables of the workspace; nil where they are not looked up and stay open.
  public var variables: SchemaObject?
  /// Whether templates are rendered; otherwise they stay open.
  public var rendersTemplates: Bool
  /// Whether the first value that can't be made ends it; otherwise the error stands in its place.
  public var stopsAtErrors: Bool

  /// Renders a template; by default one that sees nothing.
  public var render: @Sendable (Template) throws(TemplateError) -> String = { (template) throws(TemplateError) in
    try template.render()
  }

  public init(variables: SchemaObject?, rendersTemplates: Bool, stopsAtErrors: Bool) {
    self.variables = variables
    self.rendersTemplates = rendersTemplates
    self.stopsAtErrors = stopsAtErrors
  }

  private static let key = "__prefect_kind"

  /// - Throws: What can't be made, if it stops at errors.
  public func apply(to value: SchemaValue) throws(HydrationError) -> SchemaValue {
    let made = try make(value)
    return made == .placeholder(.removed) ? .object(SchemaObject()) : made
  }

  /// Whether a text may hold anything that is to be made.
  public static func mayApply(to text: RawJSON) -> Bool {
    let (bytes, mark) = (text.bytes, Array("_kind".utf8))
    guard bytes.count >= mark.count else { return false }
    return (0...bytes.count - mark.count).contains { start in
      bytes[start] == mark[0] && bytes[start..<start + mark.count].elementsEqual(mark)
    }
  }

  /// The names of variables that are asked for and not known. It must not stop at errors.
  public func missingVariables(in value: SchemaValue) -> Set<String> {
    do throws(HydrationError) {
      return Hydration.missingVariables(in: try make(value))
    } catch {
      if case .variable(let name) = error { return [name] }
      return []
    }
  }

  private static func missingVariables(in made: SchemaValue) -> Set<String> {
    switch made {
    case .placeholder(.error(.variable(let name))): [name]
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(missingVariables(in: $1)) }
    case .object(let object): object.members.reduce(into: []) { $0.formUnion(missingVariables(in: $1.value)) }
    default: []
    }
  }

  private func make(_ value: SchemaValue) throws(HydrationError) -> SchemaValue {
    switch value {
    case .object(let object):
      if let kind = object[Hydration.key] { return try settle(try make(kind, object)) }
      var result = SchemaObject()
      for (key, member) in object.members {
        let made = try make(member)
        if made != .placeholder(.removed) { result[key] = made }
      }
      return .object(result)
    case .array(let elements):
      var result: [SchemaValue] = []
      for element in elements {
        let made = try make(element)
        if made != .placeholder(.removed) { result.append(made) }
      }
      return .array(result)
    default: return value
    }
  }

  private func settle(_ value: SchemaValue) throws(HydrationError) -> SchemaValue {
    if stopsAtErrors, case .placeholder(.error(let error)) = value { throw error }
    return value
  }

  private func make(_ kind: SchemaValue, _ object: SchemaObject) throws(HydrationError) -> SchemaValue {
    switch kind.text {
    case "none":
      guard let value = object["value"] else { return .placeholder(.error(.missing(key: "value"))) }
      return try make(value)
    case "json":
      guard let value = object["value"] else { return .placeholder(.removed) }
      guard case .string(let text) = try inner(value) else { return try inner(value) }
      return parse(text)
    case "jinja":
      guard let value = object["template"] else { return .placeholder(.error(.missing(key: "template"))) }
      let template = try inner(value)
      if case .placeholder = template { return template }
      return rendered(template.text ?? PythonRepresentation.of(template))
    case "workspace_variable":
      guard let value = object["variable_name"] else { return .placeholder(.removed) }
      let name = try inner(value)
      if case .placeholder = name { return name }
      return variable(name.text ?? PythonRepresentation.of(name))
    default: return object["value"] ?? .null
    }
  }

  /// What a kind is made from may itself be an object that is to be made.
  private func inner(_ value: SchemaValue) throws(HydrationError) -> SchemaValue {
    if case .object = value { try make(value) } else { value }
  }

  private func parse(_ text: String) -> SchemaValue {
    do throws(JSONSyntaxError) {
      return SchemaValue(try JSONDocument.parse(Array(text.utf8)).root)
    } catch {
      var line = 1
      var column = 1
      for scalar in text.unicodeScalars.prefix(error.characterOffset) {
        column += 1
        if scalar == "\n" {
          line += 1
          column = 1
        }
      }
      return .placeholder(
        .error(.json("\(error.message): line \(line) column \(column) (char \(error.characterOffset))")))
    }
  }

  private func rendered(_ text: String) -> SchemaValue {
    do throws(TemplateError) {
      let template = try Template(text)
      guard rendersTemplates else { return .placeholder(.template(text)) }
      guard Template.isTemplate(text) else { return .string(text) }
      do throws(TemplateError) {
        return .string(try render(template))
      } catch {
        return .placeholder(
          .error(.template("Failed to render template due to the following error: \(error.description)")))
      }
    } catch {
      return .placeholder(.error(.template(error.message)))
    }
  }

  private func variable(_ name: String) -> SchemaValue {
    guard let variables else { return .placeholder(.variable(name)) }
    return variables[name] ?? .placeholder(.error(.variable(name)))
  }
}
