/// The filters (Jinja 3.1, "List of Builtin Filters", and those of the API's own).
enum Filters {
  static func isKnown(_ name: String) -> Bool {
    texts.contains(name) || sequences.contains(name) || numbers.contains(name) || humanized.contains(name)
      || others.contains(name) || unsupported.contains(name)
  }

  static let texts: Set<String> = [
    "capitalize", "center", "e", "escape", "forceescape", "format", "indent", "lower", "replace", "safe", "string",
    "striptags", "title",
    "trim", "truncate", "upper", "urlencode", "wordcount", "flow_run_id",
  ]
  static let sequences: Set<String> = [
    "batch", "count", "dictsort", "first", "groupby", "items", "join", "last", "length", "list", "map", "max", "min",
    "reject",
    "rejectattr", "reverse", "select", "selectattr", "slice", "sort", "sum", "unique",
  ]
  static let numbers: Set<String> = [
    "abs", "filesizeformat", "float", "int", "round",
  ]
  static let others: Set<String> = ["attr", "d", "default", "tojson", "ui_url", "ui_resource_events_url"]
  /// Those that Jinja or the API has and this server has not: a template with one can be kept, and rendering says so.
  static let unsupported: Set<String> = [
    "pprint", "random", "urlize", "wordwrap", "xmlattr",
  ]

  static func apply(
    _ name: String, to value: TemplateValue, _ arguments: CallArguments, in renderer: Renderer
  ) throws(TemplateError) -> TemplateValue {
    if texts.contains(name) { return try text(name, value, arguments, renderer) }
    if sequences.contains(name) { return try sequence(name, value, arguments, renderer) }
    if numbers.contains(name) { return try number(name, value, arguments, renderer.budget) }
    if humanized.contains(name) { return try humanize(name, value, arguments, renderer) }
    switch name {
    case "d", "default":
      let read = try Reader(name, arguments, ["default_value", "boolean"])
      let fallback = read["default_value"] ?? .text("")
      return value.isUndefined || (read.flag("boolean") && !value.isTrue) ? fallback : value
    case "attr":
      let attribute = try Reader(name, arguments, ["name"]).text("name") ?? ""
      if case .dict = value, !Method.isKnown(attribute, of: value) {
        return .undefined(.undefined("'dict object' has no attribute \(PythonText.quoted(attribute))"))
      }
      return try value.attribute(attribute)
    case "tojson":
      let indent = try Reader(name, arguments, ["indent"]).integer("indent")
      return .safe(try TemplateJSON(indent: indent).text(of: value, renderer.budget))
    case "ui_url", "ui_resource_events_url":
      guard let links = renderer.links else { throw .unsupported("The filter '\(name)'") }
      let address = name == "ui_url" ? try links.page(of: value) : try links.events(of: value)
      return address.map { .text($0) } ?? .none
    default:
      guard isKnown(name) else {
        throw TemplateError("TemplateRuntimeError", "No filter named \(PythonText.quoted(name)) found.")
      }
      throw .unsupported("The filter '\(name)'")
    }
  }

  /// The arguments of a filter, by the names of its parameters.
  struct Reader {
    private var values: [String: TemplateValue] = [:]

    init(_ filter: String, _ arguments: CallArguments, _ parameters: [String]) throws(TemplateError) {
      guard arguments.positional.count <= parameters.count else {
        throw .type(
          "do_\(filter)() takes from 1 to \(parameters.count + 1) positional arguments but \(arguments.positional.count + 1) were given"
        )
      }
      for (name, value) in zip(parameters, arguments.positional) { values[name] = value }
      for argument in arguments.named {
        guard parameters.contains(argument.name) else {
          throw .type("do_\(filter)() got an unexpected keyword argument \(PythonText.quoted(argument.name))")
        }
        values[argument.name] = argument.value
      }
    }

    /// The value of an argument; nil for none and for `none`.
    subscript(name: String) -> TemplateValue? {
      guard let value = values[name], !value.isNone else { return nil }
      return value
    }

    /// The value of an argument; nil only where none is given.
    func given(_ name: String) -> TemplateValue? { values[name] }

    func flag(_ name: String) -> Bool { self[name]?.isTrue ?? false }

    func text(_ name: String) throws(TemplateError) -> String? {
      guard let value = self[name] else { return nil }
      guard let text = value.string else { throw .type("expected str instance, \(value.typeName) found") }
      return text
    }

    func integer(_ name: String) throws(TemplateError) -> Int? {
      guard let value = self[name] else { return nil }
      guard let integer = value.integer else {
        throw .type("'\(value.typeName)' object cannot be interpreted as an integer")
      }
      return Int(integer)
    }
  }
}
