extension TemplateValue {
  /// What Python calls its type.
  var typeName: String {
    switch self {
    case .undefined: "ChainableUndefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .integer: "int"
    case .float: "float"
    case .text: "str"
    case .safe: "Markup"
    case .list: "list"
    case .tuple: "tuple"
    case .dict: "dict"
    case .object(let object): object.typeName
    }
  }

  /// The characters, if it is a text.
  var string: String? {
    switch self {
    case .text(let text), .safe(let text): text
    case .object(let object): object.string
    default: nil
    }
  }

  var isUndefined: Bool {
    if case .undefined = self { true } else { false }
  }

  var isSafe: Bool {
    if case .safe = self { true } else { false }
  }

  /// Whether it counts as true.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let flag): flag
    case .integer(let value): value != 0
    case .float(let value): value != 0
    case .text(let text), .safe(let text): !text.isEmpty
    case .list(let elements), .tuple(let elements): !elements.isEmpty
    case .dict(let dictionary): dictionary.count > 0
    case .object(let object): object.isTrue
    }
  }

  /// As `str` has it.
  func shown(_ budget: Budget) throws(TemplateError) -> String {
    switch self {
    case .undefined: return ""
    case .text(let text), .safe(let text): return text
    case .object(let object): return object.plainText
    default: return try represented(budget)
    }
  }

  /// As `repr` has it.
  func represented(_ budget: Budget) throws(TemplateError) -> String {
    var text = ""
    try append(to: &text, budget)
    return text
  }

  private func append(to text: inout String, _ budget: Budget) throws(TemplateError) {
    try budget.enter()
    defer { budget.leave() }
    try budget.spend(1)
    switch self {
    case .undefined: text += "Undefined"
    case .none: text += "None"
    case .bool(let flag): text += flag ? "True" : "False"
    case .integer(let value): text += String(value)
    case .float(let value): text += PythonText.number(value)
    case .text(let string): text += PythonText.quoted(string)
    case .safe(let string): text += "Markup(\(PythonText.quoted(string)))"
    case .list(let elements):
      text += "["
      try TemplateValue.append(elements, to: &text, budget)
      text += "]"
    case .tuple(let elements):
      text += "("
      try TemplateValue.append(elements, to: &text, budget)
      text += elements.count == 1 ? ",)" : ")"
    case .dict(let dictionary):
      text += "{"
      for (index, member) in dictionary.members.enumerated() {
        if index > 0 { text += ", " }
        try member.key.append(to: &text, budget)
        text += ": "
        try member.value.append(to: &text, budget)
      }
      text += "}"
    case .object(let object): text += object.text
    }
    try budget.check(size: text.utf8.count)
  }

  private static func append(_ elements: [TemplateValue], to text: inout String, _ budget: Budget) throws(TemplateError)
  {
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ", " }
      try element.append(to: &text, budget)
    }
  }

  /// The elements that a loop goes over.
  ///
  /// - Throws: A type error for what has none.
  func elements(_ budget: Budget) throws(TemplateError) -> [TemplateValue] {
    let found: [TemplateValue]
    switch self {
    case .undefined: found = []
    case .text(let text), .safe(let text):
      try budget.spend(text.unicodeScalars.count)
      found = text.unicodeScalars.map { .text(String(Character($0))) }
    case .list(let elements), .tuple(let elements): found = elements
    case .dict(let dictionary): found = dictionary.members.map(\.key)
    case .object(let object):
      guard let elements = object.elements else { throw .type("'\(typeName)' object is not iterable") }
      found = elements
    default: throw .type("'\(typeName)' object is not iterable")
    }
    try budget.spend(found.count)
    return found
  }

  /// How many elements it has.
  func count() throws(TemplateError) -> Int {
    switch self {
    case .undefined: return 0
    case .text(let text), .safe(let text): return text.unicodeScalars.count
    case .list(let elements), .tuple(let elements): return elements.count
    case .dict(let dictionary): return dictionary.count
    case .object(let object):
      guard let count = object.count else { throw .type("object of type '\(typeName)' has no len()") }
      return count
    default: throw .type("object of type '\(typeName)' has no len()")
    }
  }
}
