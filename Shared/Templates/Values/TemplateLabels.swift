/// Labels whose keys have dots, as a tree that is walked by attributes: `labels.prefect.resource.id`.
public final class TemplateLabels: TemplateObject {
  private let value: String
  private let labels: [(key: String, value: String)]
  private let branches: [(key: String, labels: TemplateLabels)]

  /// - Parameter value: Of the label that ends here.
  public init(_ labels: [(key: String, value: String)], value: String = "") {
    self.labels = labels
    self.value = value
    var order: [String] = []
    var inner: [String: [(key: String, value: String)]] = [:]
    var own: [String: String] = [:]
    var alone: [String] = []
    for label in labels {
      guard let dot = label.key.firstIndex(of: "."), label.key.index(after: dot) < label.key.endIndex else {
        let head = label.key.hasSuffix(".") ? String(label.key.dropLast()) : label.key
        if own.updateValue(label.value, forKey: head) == nil { alone.append(head) }
        continue
      }
      let head = String(label.key[..<dot])
      if inner[head] == nil { order.append(head) }
      inner[head, default: []].append((String(label.key[label.key.index(after: dot)...]), label.value))
    }
    branches =
      order.map { ($0, TemplateLabels(inner[$0] ?? [], value: own[$0] ?? "")) }
      + alone.filter { inner[$0] == nil }.map { ($0, TemplateLabels([], value: own[$0] ?? "")) }
  }

  override var typeName: String { "LabelDiver" }
  override var text: String {
    let inner = branches.map { "\(PythonText.quoted($0.key)): \($0.labels.text)" }.joined(separator: ", ")
    return "LabelDiver(divers={\(inner)}, value=\(PythonText.quoted(value)))"
  }
  override var plainText: String { value }
  override var json: TemplateValue? { .text(value) }
  override var elements: [TemplateValue]? { labels.map { .tuple([.text($0.key), .text($0.value)]) } }
  override var isIndexed: Bool { false }
  override var isCallable: Bool { false }

  override func attribute(_ name: String) -> TemplateValue? {
    if name.hasPrefix("_") { return nil }
    return branches.first { $0.key == name }.map { .object($0.labels) }
  }

  override func item(_ key: TemplateValue) -> TemplateValue? {
    guard let key = key.string else { return nil }
    return labels.first { $0.key == key }.map { .text($0.value) }
  }
}

/// A resource of an event: its labels, and what they say of it.
public final class TemplateResource: TemplateObject {
  private let labels: [(key: String, value: String)]
  private let isRelated: Bool

  public init(_ labels: [(key: String, value: String)], isRelated: Bool) {
    self.labels = labels
    self.isRelated = isRelated
  }

  public var id: String { value("prefect.resource.id") ?? "" }
  /// Empty for the primary resource.
  public var role: String { value("prefect.resource.role") ?? "" }

  public func value(_ key: String) -> String? { labels.first { $0.key == key }?.value }

  private var root: TemplateValue {
    var dictionary = TemplateDictionary()
    for label in labels { dictionary.set(label.key, .text(label.value)) }
    return .dict(dictionary)
  }

  override var typeName: String { isRelated ? "RelatedResource" : "Resource" }
  override var text: String { "\(typeName)(\(plainText))" }
  override var plainText: String {
    let members = labels.map { "\(PythonText.quoted($0.key)): \(PythonText.quoted($0.value))" }
    return "root={\(members.joined(separator: ", "))}"
  }
  override var elements: [TemplateValue]? { [.tuple([.text("root"), root])] }
  override var count: Int? { nil }
  override var isTrue: Bool { true }
  override var isIndexed: Bool { false }
  override var isCallable: Bool { false }
  override var json: TemplateValue? { root }

  override func attribute(_ name: String) -> TemplateValue? {
    switch name {
    case "id": return .text(id)
    case "name": return value("prefect.resource.name").map { .text($0) } ?? TemplateValue.none
    case "role": return isRelated ? .text(role) : nil
    case "root": return root
    case "labels": return .object(TemplateLabels(labels))
    case "keys": return .function(name) { .list(self.labels.map { .text($0.key) }) }
    case "items": return .function(name) { .list(self.labels.map { .tuple([.text($0.key), .text($0.value)]) }) }
    case "get":
      return .object(
        TemplateFunction(name) { (arguments) throws(TemplateError) in
          let key = arguments.positional.first?.string ?? ""
          return self.value(key).map { .text($0) } ?? arguments.positional.dropFirst().first ?? .none
        })
    default: return nil
    }
  }

  override func item(_ key: TemplateValue) -> TemplateValue? {
    key.string.flatMap { value($0) }.map { .text($0) }
  }

  override func contains(_ key: TemplateValue) -> Bool? {
    key.string.map { value($0) != nil } ?? false
  }
}
