internal import JSON

/// Texts with `{{ name }}` in them, as Prefect fills them in (`prefect.utilities.templating`).
struct PlaceholderText {
  private enum Part {
    case text(String)
    case placeholder(source: String, name: String)
  }

  private let parts: [Part]

  init(_ text: String) {
    var parts: [Part] = []
    let scalars = Array(text.unicodeScalars)
    var start = 0
    var index = 0
    while index < scalars.count {
      guard scalars[index] == "{", let found = PlaceholderText.placeholder(scalars, at: index) else {
        index += 1
        continue
      }
      if index > start { parts.append(.text(PlaceholderText.string(scalars[start..<index]))) }
      parts.append(.placeholder(source: PlaceholderText.string(scalars[index..<found.end]), name: found.name))
      index = found.end
      start = index
    }
    if start < scalars.count { parts.append(.text(PlaceholderText.string(scalars[start...]))) }
    self.parts = parts
  }

  private static func placeholder(_ scalars: [Unicode.Scalar], at index: Int) -> (name: String, end: Int)? {
    guard index + 1 < scalars.count, scalars[index + 1] == "{" else { return nil }
    var start = index + 2
    while start < scalars.count, PythonStrip.isSpace(scalars[start]) { start += 1 }
    var end = start
    while end < scalars.count, isNamePart(scalars[end]) { end += 1 }
    var close = end
    while close < scalars.count, PythonStrip.isSpace(scalars[close]) { close += 1 }
    guard end > start, close + 1 < scalars.count, scalars[close] == "}", scalars[close + 1] == "}" else { return nil }
    return (string(scalars[start..<end]), close + 2)
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "_.-[]$".unicodeScalars.contains(scalar)
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  var names: [String] {
    parts.compactMap { part in
      if case .placeholder(_, let name) = part { name } else { nil }
    }
  }

  /// The value itself where the text is one placeholder only.
  func filled(_ values: PlaceholderValues) -> JSONValue? {
    guard parts.count == 1, case .placeholder(_, let name) = parts[0] else { return nil }
    return values[name]
  }

  /// The text with its values.
  func text(_ values: PlaceholderValues) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .placeholder(_, let name): values[name].map(PlaceholderValues.text) ?? ""
      }
    }.joined()
  }
}

/// The values of placeholders, by name.
struct PlaceholderValues {
  private var values: [String: JSONValue] = [:]

  init(_ values: [(String, JSONValue)]) {
    self.values = Dictionary(values, uniquingKeysWith: { $1 })
  }

  subscript(name: String) -> JSONValue? { values[name] }

  mutating func set(_ name: String, _ text: String) {
    values[name] = RawJSON(writing: { $0.string(text) }).document()?.root
  }

  var names: Set<String> { Set(values.keys) }

  /// A value within a longer text, as Python spells it.
  static func text(_ value: JSONValue) -> String {
    if let text = value.text { return text }
    if let bool = value.bool { return bool ? "True" : "False" }
    return value.isNull ? "None" : String(decoding: value.source, as: UTF8.self)
  }

  /// A value of JSON with all of its texts filled in.
  func fill(_ value: JSONValue, into writer: inout JSONWriter) {
    switch value.kind {
    case .string:
      let text = PlaceholderText(value.text ?? "")
      if let whole = text.filled(self) {
        writer.raw(whole.source)
      } else {
        writer.string(text.text(self))
      }
    case .array:
      writer.beginArray()
      for element in value.elements { fill(element, into: &writer) }
      writer.endArray()
    case .object:
      writer.beginObject()
      for (key, element) in value.members {
        writer.key(key)
        fill(element, into: &writer)
      }
      writer.endObject()
    default: writer.raw(value.source)
    }
  }

  /// The names that a value of JSON uses.
  static func names(in value: JSONValue) -> [String] {
    switch value.kind {
    case .string: PlaceholderText(value.text ?? "").names
    case .array: value.elements.flatMap(names)
    case .object: value.members.flatMap { names(in: $0.value) }
    default: []
    }
  }
}
