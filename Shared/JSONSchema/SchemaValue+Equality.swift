internal import JSON

/// Equality as JSON Schema has it: 1 is 1.0, but neither is true; the order of keys does not matter.
extension SchemaValue {
  func means(_ other: SchemaValue) -> Bool {
    switch (self, other) {
    case (.number(let left), .number(let right)): left.compared(to: right) == 0
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
    case (.object(let left), .object(let right)):
      left.count == right.count && left.members.allSatisfy { key, value in right[key].map { value.means($0) } ?? false }
    default: self == other
    }
  }

  /// The same value for all that mean the same.
  var canonical: SchemaValue {
    switch self {
    case .number(.float(let value)):
      if let whole = Int64(exactly: value) { .number(.integer(whole)) } else { self }
    case .array(let elements): .array(elements.map(\.canonical))
    case .object(let object): .object(object.sorted { _, value in value.canonical })
    default: self
    }
  }

  /// Whether no two elements of a list mean the same.
  static func areUnique(_ elements: [SchemaValue]) -> Bool {
    Set(elements.map(\.canonical)).count == elements.count
  }
}

extension SchemaObject {
  fileprivate func sorted(_ change: (String, SchemaValue) -> SchemaValue) -> SchemaObject {
    var result = SchemaObject()
    for key in keys.sorted() {
      if let value = self[key] { result[key] = change(key, value) }
    }
    return result
  }
}
