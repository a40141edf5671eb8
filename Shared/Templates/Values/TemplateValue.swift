/// A value while a template is rendered, as Python has it.
public indirect enum TemplateValue {
  /// Nothing is there; the sentence says of what. It renders to nothing, and so does whatever is in it.
  case undefined(TemplateError)
  case none
  case bool(Bool)
  case integer(Int64)
  case float(Double)
  case text(String)
  /// Text that counts as escaped for HTML.
  case safe(String)
  case list([TemplateValue])
  case tuple([TemplateValue])
  case dict(TemplateDictionary)
  case object(TemplateObject)
}

/// A value with behaviour of its own: functions, macros, loops, namespaces.
public class TemplateObject {
  /// What Python calls its type.
  var typeName: String { "object" }
  /// The same with its module, as messages about missing attributes name it.
  var qualifiedTypeName: String { typeName }
  /// How it is shown within others, as `repr` has it.
  var text: String { "<\(typeName)>" }
  /// How it is shown alone, as `str` has it.
  var plainText: String { text }
  /// Its characters, if it is a text of a special kind.
  var string: String? { nil }
  /// Its elements, where it has some.
  var elements: [TemplateValue]? { nil }
  /// How many elements it has; nil where it can't be asked.
  var count: Int? { elements?.count }
  /// Whether its elements are found by their number.
  var isIndexed: Bool { true }
  var isTrue: Bool { count.map { $0 > 0 } ?? true }
  /// What `tojson` writes of it; nil for what it can't write.
  var json: TemplateValue? { nil }

  /// The value of an attribute; nil for one that it does not have.
  func attribute(_ name: String) throws(TemplateError) -> TemplateValue? { nil }

  /// The value of a key; nil for one that it does not have.
  func item(_ key: TemplateValue) -> TemplateValue? { nil }

  /// Whether a key is in it; nil where its elements decide.
  func contains(_ key: TemplateValue) -> Bool? { nil }

  func equals(_ other: TemplateObject) -> Bool { self === other }

  /// Whether it comes before another one; nil if there is no order between them.
  func precedes(_ other: TemplateObject) -> Bool? { nil }

  /// The sum or difference of it and another value; nil if there is none.
  func combined(_ sign: Expression.Arithmetic, _ other: TemplateValue) -> TemplateValue? { nil }

  /// Whether it can be called.
  var isCallable: Bool { elements == nil }

  /// What it gives when it is called.
  func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    throw .type("'\(typeName)' object is not callable")
  }
}

/// The arguments of a call, worked out.
struct CallArguments {
  var positional: [TemplateValue] = []
  var named: [(name: String, value: TemplateValue)] = []

  func named(_ name: String) -> TemplateValue? { named.last { $0.name == name }?.value }
}

/// Members in the order in which they came.
public struct TemplateDictionary {
  private(set) var members: [(key: TemplateValue, value: TemplateValue)] = []
  private var positions: [TemplateKey: Int] = [:]

  public init() {}

  public var count: Int { members.count }

  subscript(key: TemplateKey) -> TemplateValue? { positions[key].map { members[$0].value } }

  /// Puts a member in its place, or at the end.
  ///
  /// - Throws: A type error for a key that can't be one.
  mutating func set(_ key: TemplateValue, _ value: TemplateValue) throws(TemplateError) {
    let known = try TemplateKey(key)
    if let position = positions[known] {
      members[position].value = value
    } else {
      positions[known] = members.count
      members.append((key, value))
    }
  }

  /// Puts a member with a text for a key.
  public mutating func set(_ key: String, _ value: TemplateValue) {
    if let position = positions[.text(key)] {
      members[position].value = value
    } else {
      positions[.text(key)] = members.count
      members.append((.text(key), value))
    }
  }
}

/// A key of a dictionary: what is equal in Python is equal here.
enum TemplateKey: Hashable {
  case none
  case undefined
  case integer(Int64)
  case float(Double)
  case text(String)
  case tuple([TemplateKey])
  case object(ObjectIdentifier)

  init(_ value: TemplateValue) throws(TemplateError) {
    switch value {
    case .none: self = .none
    case .undefined: self = .undefined
    case .object(let object):
      if let text = object.string { self = .text(text) } else { self = .object(ObjectIdentifier(object)) }
    case .bool(let flag): self = .integer(flag ? 1 : 0)
    case .integer(let value): self = .integer(value)
    case .float(let value):
      if let whole = Int64(exactly: value) { self = .integer(whole) } else { self = .float(value) }
    case .text(let text), .safe(let text): self = .text(text)
    case .tuple(let elements):
      var keys: [TemplateKey] = []
      for element in elements { keys.append(try TemplateKey(element)) }
      self = .tuple(keys)
    case .list, .dict: throw .type("unhashable type: '\(value.typeName)'")
    }
  }
}
