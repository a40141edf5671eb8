internal import JSON
internal import Models
internal import Templates
internal import Values

/// How an object of the API becomes one of the templates: its class in Python, and its fields in their order.
struct ModelShape: Sendable {
  /// What a field holds.
  indirect enum Kind: Sendable {
    /// JSON as it is.
    case plain
    case identifier
    case moment
    /// Seconds.
    case span
    case enumeration(String)
    case model(ModelShape)
    case list(Kind)
    /// A trigger of any kind.
    case trigger
  }

  struct Field: Sendable {
    var name: String
    var kind: Kind
    var isShown = true
  }

  var name: String
  var fields: [Field]
  /// What it is shown as, where that is not by its fields.
  var isState = false

  init(_ name: String, isState: Bool = false, _ fields: KeyValuePairs<String, Kind>) {
    self.name = name
    self.isState = isState
    // What the database adds is not part of how an object is shown.
    self.fields = fields.map { Field(name: $0.key, kind: $0.value, isShown: !["created", "updated"].contains($0.key)) }
  }

  /// - Parameter value: What the API answers.
  func value(_ value: JSONValue) -> TemplateValue {
    guard value.kind == .object else { return .none }
    let fields = fields.map { field in
      TemplateModel.Field(
        field.name, value[field.name].map { ModelShape.value($0, field.kind) } ?? .none, isShown: field.isShown)
    }
    return .object(TemplateModel(name, fields, shown: isState ? ModelShape.shown(value) : nil))
  }

  private static func value(_ value: JSONValue, _ kind: Kind) -> TemplateValue {
    if value.isNull { return .none }
    switch kind {
    case .plain: return TemplateValue(value)
    case .identifier: return value.text.flatMap { UUID($0) }.map { .identifier($0) } ?? TemplateValue(value)
    case .moment:
      return Reading<Timestamp>.timestamp.stored(value.raw).map { .moment($0) } ?? TemplateValue(value)
    case .span:
      return (value.double ?? value.integer.map(Double.init)).map { .span(.seconds($0)) } ?? TemplateValue(value)
    case .enumeration(let name): return value.text.map { .enumeration(name, $0) } ?? TemplateValue(value)
    case .model(let shape): return shape.value(value)
    case .list(let kind): return .list(value.elements.map { ModelShape.value($0, kind) })
    case .trigger: return ModelShape.trigger(value)
    }
  }

  static func trigger(_ value: JSONValue) -> TemplateValue {
    switch value["type"]?.text {
    case "compound": ModelShape.compoundTrigger.value(value)
    case "sequence": ModelShape.sequenceTrigger.value(value)
    case "event", nil: ModelShape.eventTrigger.value(value)
    default: TemplateValue(value)
    }
  }

  /// `Late(type=SCHEDULED)`, and more of it within others.
  private static func shown(_ state: JSONValue) -> (plain: String, within: String) {
    let (name, type) = (state["name"]?.text ?? "None", state["type"]?.text ?? "")
    let message = state["message"]?.text
    var parts: [String] = []
    if let message, !message.isEmpty { parts.append(PythonText.quoted(message)) }
    if type.lowercased() != name.lowercased() { parts.append("type=\(type)") }
    let quoted = message.map { PythonText.quoted($0) } ?? "None"
    let result = state["data"].map { $0.isNull ? "None" : "…" } ?? "None"
    return (
      "\(name)(\(parts.joined(separator: ", ")))", "\(name)(message=\(quoted), type=\(type), result=\(result))"
    )
  }
}
