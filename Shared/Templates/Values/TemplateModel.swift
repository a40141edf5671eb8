internal import JSON

/// An object with fields in their order, as a Pydantic model has them.
public final class TemplateModel: TemplateObject {
  /// One field.
  public struct Field {
    let name: String
    let value: TemplateValue
    let isShown: Bool

    /// - Parameter isShown: Whether it is part of how the object is shown.
    public init(_ name: String, _ value: TemplateValue, isShown: Bool = true) {
      self.name = name
      self.value = value
      self.isShown = isShown
    }
  }

  /// What Python calls its class.
  public let name: String
  private let fields: [Field]
  private let more: (String) -> TemplateValue?
  private let shown: (plain: String, within: String)?

  /// - Parameters:
  ///   - shown: How it is shown alone and within others, where that is not by its fields.
  ///   - more: The value of an attribute that is no field.
  public init(
    _ name: String, _ fields: [Field], shown: (plain: String, within: String)? = nil,
    more: @escaping (String) -> TemplateValue? = { _ in nil }
  ) {
    self.name = name
    self.fields = fields
    self.shown = shown
    self.more = more
  }

  /// The value of a field or another attribute; nil for one that it does not have.
  public func member(_ name: String) -> TemplateValue? { attribute(name) }

  /// The value of a field; nil for one that it does not have.
  public subscript(field: String) -> TemplateValue? { fields.first { $0.name == field }?.value }

  override var typeName: String { name }
  override var text: String { shown?.within ?? "\(name)(\(listed(separator: ", ")))" }
  override var plainText: String { shown?.plain ?? listed(separator: " ") }
  override var elements: [TemplateValue]? { fields.map { .tuple([.text($0.name), $0.value]) } }
  override var count: Int? { nil }
  override var isIndexed: Bool { false }
  override var isTrue: Bool { true }
  override var isCallable: Bool { false }
  override var json: TemplateValue? { dictionary { $0.encodable } }

  private func dictionary(_ value: (TemplateValue) -> TemplateValue) -> TemplateValue {
    var dictionary = TemplateDictionary()
    for field in fields { dictionary.set(field.name, value(field.value)) }
    return .dict(dictionary)
  }

  /// Within the bounds of a rendering of its own; what goes beyond them is left out.
  private func listed(separator: String) -> String {
    let budget = Budget(TemplateLimits())
    return fields.filter(\.isShown).map { field in
      do throws(TemplateError) {
        return "\(field.name)=\(try field.value.represented(budget))"
      } catch {
        return "\(field.name)=…"
      }
    }.joined(separator: separator)
  }

  override func attribute(_ name: String) -> TemplateValue? {
    if let value = self[name] { return value }
    switch name {
    case "model_dump", "dict": return .function(name) { self.dictionary { $0 } }
    case "model_dump_json", "json": return .function(name) { .text(self.dictionary { $0.encodable }.compactJSON) }
    default: return more(name)
    }
  }
}

extension TemplateValue {
  /// What JSON has for it.
  var encodable: TemplateValue {
    switch self {
    case .object(let object): object.json ?? .none
    case .list(let elements), .tuple(let elements): .list(elements.map(\.encodable))
    default: self
    }
  }

  /// As JSON without spaces, members in their order.
  fileprivate var compactJSON: String {
    var writer = JSONWriter(reserving: 512)
    write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .undefined, .none: writer.null()
    case .bool(let flag): writer.bool(flag)
    case .integer(let value): writer.integer(value)
    case .float(let value): if value.isFinite { writer.double(value) } else { writer.null() }
    case .text(let text), .safe(let text): writer.string(text)
    case .list(let elements), .tuple(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .dict(let dictionary):
      writer.beginObject()
      for member in dictionary.members {
        writer.key(member.key.string ?? "")
        member.value.write(to: &writer)
      }
      writer.endObject()
    case .object(let object): (object.json ?? .none).write(to: &writer)
    }
  }
}

extension TemplateValue {
  /// The model, if it is one.
  public var model: TemplateModel? {
    if case .object(let object) = self { object as? TemplateModel } else { nil }
  }

  /// The resource, if it is one.
  public var resource: TemplateResource? {
    if case .object(let object) = self { object as? TemplateResource } else { nil }
  }

  /// The characters, if it is a text.
  public var plainString: String? { string }

  /// How it is shown alone; nil for what is made of others.
  public var shownAlone: String? {
    switch self {
    case .object(let object): object.plainText
    default: string
    }
  }
}
