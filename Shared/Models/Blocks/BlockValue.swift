public import JSON

/// A JSON value that can be changed: what the vault needs to take schemas and documents apart.
///
/// Its depth is that of a parsed document, which is bounded, so walking it may recurse.
public enum BlockValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The digits as they were sent, of any number.
  case integer(String)
  case float(Double)
  case string(String)
  case array([BlockValue])
  case object(BlockObject)

  public init(_ value: JSONValue) {
    switch value.kind {
    case .null: self = .null
    case .boolean: self = .bool(value.bool ?? false)
    case .integer: self = .integer(String(decoding: value.source, as: UTF8.self))
    case .float: self = .float(value.double ?? 0)
    case .string: self = .string(value.text ?? "")
    case .array: self = .array(value.elements.map(BlockValue.init))
    case .object: self = .object(BlockObject(value))
    }
  }

  /// Reads a stored text; nil if it is not valid or breaks the limits.
  public init?(_ raw: RawJSON) {
    guard let document = raw.document() else { return nil }
    self.init(document.root)
  }

  public var text: String? { if case .string(let text) = self { text } else { nil } }
  public var elements: [BlockValue]? { if case .array(let elements) = self { elements } else { nil } }
  public var object: BlockObject? { if case .object(let object) = self { object } else { nil } }
}

extension BlockValue: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .integer(let digits): writer.raw(Array(digits.utf8))
    case .float(let number): writer.double(number)
    case .string(let text): writer.string(text)
    case .array(let elements): writer.values(elements)
    case .object(let object): object.write(to: &writer)
    }
  }
}
