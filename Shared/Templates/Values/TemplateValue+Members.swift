extension TemplateValue {
  /// The type as messages about missing members name it.
  var typeInMessages: String {
    switch self {
    case .none: "None"
    case .safe: "markupsafe.Markup object"
    case .object(let object): "\(object.qualifiedTypeName) object"
    default: "\(typeName) object"
    }
  }

  /// `value.name`
  func attribute(_ name: String) throws(TemplateError) -> TemplateValue {
    switch self {
    case .undefined: return self
    case .object(let object):
      if let value = try object.attribute(name) { return value }
    default:
      if Method.isMutating(name, of: self) {
        return .undefined(.security("access to attribute '\(name)' of '\(typeName)' object is unsafe."))
      }
      if Method.isKnown(name, of: self) { return .object(Method(name, of: self)) }
      if case .dict(let dictionary) = self, let value = dictionary[.text(name)] { return value }
      if name.hasPrefix("__"), name.hasSuffix("__") {
        return .undefined(.security("access to attribute '\(name)' of '\(typeName)' object is unsafe."))
      }
    }
    return .undefined(.undefined("\(PythonText.quoted(typeInMessages)) has no attribute \(PythonText.quoted(name))"))
  }

  /// `value[key]`
  func item(_ key: TemplateValue, _ budget: Budget) throws(TemplateError) -> TemplateValue {
    switch self {
    case .undefined: return self
    case .dict(let dictionary):
      if case .list = key { break }
      if case .dict = key { break }
      if let value = dictionary[try TemplateKey(key)] { return value }
    case .object(let object):
      if let value = object.item(key) { return value }
      if object.isIndexed, let index = key.integer, let elements = object.elements,
        let position = TemplateValue.position(index, of: elements.count)
      {
        return elements[position]
      }
    case .list(let elements), .tuple(let elements):
      if let index = key.integer, let position = TemplateValue.position(index, of: elements.count) {
        return elements[position]
      }
    case .text(let text), .safe(let text):
      let scalars = text.unicodeScalars
      try budget.spend(scalars.count / 16)
      if let index = key.integer, let position = TemplateValue.position(index, of: scalars.count) {
        return same(String(Character(scalars[scalars.index(scalars.startIndex, offsetBy: position)])))
      }
    default: break
    }
    if let name = key.string { return try attribute(name) }
    return .undefined(.undefined("\(typeInMessages) has no element \(try key.represented(budget))"))
  }

  private static func position(_ index: Int64, of count: Int) -> Int? {
    let position = index < 0 ? index + Int64(count) : index
    return position >= 0 && position < count ? Int(position) : nil
  }

  /// Another text of the same kind as this one.
  func same(_ text: String) -> TemplateValue { isSafe ? .safe(text) : .text(text) }

  /// `value[start:stop:step]`
  func sliced(from start: Int64?, to stop: Int64?, by step: Int64?, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    switch self {
    case .undefined: return self
    case .text, .safe, .list, .tuple: break
    default: return .undefined(.undefined("\(typeInMessages) has no such slice"))
    }
    let elements = try elements(budget)
    let (count, step) = (Int64(elements.count), step ?? 1)
    guard step != 0 else { throw .value("slice step cannot be zero") }
    func bounded(_ index: Int64?, _ fallback: Int64) -> Int64 {
      guard let index else { return fallback }
      let position = index < 0 ? max(index, -count - 1) + count : index
      return step > 0 ? min(max(position, 0), count) : min(max(position, -1), count - 1)
    }
    var position = bounded(start, step > 0 ? 0 : count - 1)
    let end = bounded(stop, step > 0 ? count : -1)
    var found: [TemplateValue] = []
    while step > 0 ? position < end : position > end {
      found.append(elements[Int(position)])
      let (next, overflow) = position.addingReportingOverflow(step)
      if overflow { break }
      position = next
    }
    switch self {
    case .text, .safe: return same(found.compactMap(\.string).joined())
    case .tuple: return .tuple(found)
    default: return .list(found)
    }
  }
}
