public import JSON

/// A JSON value as schemas and what they are checked against are made of.
///
/// Its depth is that of a parsed document, which is bounded, so walking it may recurse.
public enum SchemaValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(SchemaNumber)
  case string(String)
  case array([SchemaValue])
  case object(SchemaObject)
  /// Stands for a value that hydration leaves open or could not make (contract §7.9).
  case placeholder(Placeholder)

  public init(_ value: JSONValue) {
    switch value.kind {
    case .null: self = .null
    case .boolean: self = .bool(value.bool ?? false)
    case .integer, .float: self = .number(SchemaNumber(value))
    case .string: self = .string(value.text ?? "")
    case .array: self = .array(value.elements.map(SchemaValue.init))
    case .object:
      var object = SchemaObject()
      for (key, member) in value.members { object[key] = SchemaValue(member) }
      self = .object(object)
    }
  }

  /// Reads a stored text; nil if it is not valid or breaks the limits.
  public init?(_ raw: RawJSON) {
    guard let document = raw.document() else { return nil }
    self.init(document.root)
  }

  public var object: SchemaObject? { if case .object(let object) = self { object } else { nil } }
  public var elements: [SchemaValue]? { if case .array(let elements) = self { elements } else { nil } }
  public var text: String? { if case .string(let text) = self { text } else { nil } }
  public var number: SchemaNumber? { if case .number(let number) = self { number } else { nil } }
}

/// The members of an object, in their order.
public typealias SchemaObject = OrderedMembers<SchemaValue>

extension SchemaValue: JSONWritable {
  /// What is left open is written as null.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .null, .placeholder: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let number): number.write(to: &writer)
    case .string(let text): writer.string(text)
    case .array(let elements): writer.values(elements)
    case .object(let object): object.write(to: &writer)
    }
  }
}

extension SchemaValue {
  /// How many values there are in this one, itself included.
  var size: Int {
    switch self {
    case .array(let elements): elements.reduce(1) { $0 + $1.size }
    case .object(let object): object.members.reduce(1) { $0 + $1.value.size }
    case .null, .bool, .number, .string, .placeholder: 1
    }
  }
}
