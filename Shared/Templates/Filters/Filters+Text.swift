internal import Values

extension Filters {
  static func text(
    _ name: String, _ value: TemplateValue, _ arguments: CallArguments, _ renderer: Renderer
  ) throws(TemplateError) -> TemplateValue {
    let budget = renderer.budget
    if value.string == nil, let result = try withoutText(name, value, arguments) { return result }
    // A text of a special kind counts by its characters.
    let characters = name == "string" ? nil : value.string
    let text = if let characters { characters } else { try value.shown(budget) }
    try budget.spend(text.utf8.count / 16)
    switch name {
    case "upper": return value.same(text.uppercased())
    case "lower": return value.same(text.lowercased())
    case "capitalize": return value.same(PythonCase.capitalized(text))
    case "title": return .text(titled(text))
    case "string": return value.isSafe ? value : .text(text)
    case "safe": return .safe(text)
    case "e", "escape": return value.isSafe ? value : .safe(HTML.escaped(text))
    case "forceescape": return .safe(HTML.escaped(text))
    case "striptags": return .text(try stripped(text, budget))
    case "trim": return value.same(PythonCase.trimmed(text, of: try Reader(name, arguments, ["chars"]).text("chars")))
    case "center":
      let width = try Reader(name, arguments, ["width"]).integer("width") ?? 80
      try budget.check(size: width)
      return value.same(PythonCase.padded(text, to: width, "center", with: " "))
    case "replace":
      let read = try Reader(name, arguments, ["old", "new", "count"])
      let (old, new) = (try (read["old"] ?? .none).shown(budget), try (read["new"] ?? .none).shown(budget))
      return value.same(try Splitting.replacing(old, by: new, in: text, most: try read.integer("count") ?? -1, budget))
    case "format":
      guard arguments.named.isEmpty || arguments.positional.isEmpty else {
        throw TemplateError("FilterArgumentError", "can't handle positional and keyword arguments at the same time")
      }
      if arguments.named.isEmpty {
        return .text(try PercentFormat(text).apply(to: .tuple(arguments.positional), budget))
      }
      var values = TemplateDictionary()
      for argument in arguments.named { values.set(argument.name, argument.value) }
      return .text(try PercentFormat(text).apply(to: .dict(values), budget))
    case "indent":
      return value.same(try indented(text, try Reader(name, arguments, ["width", "first", "blank"]), budget))
    case "truncate":
      return value.same(try truncated(text, try Reader(name, arguments, ["length", "killwords", "end", "leeway"])))
    case "urlencode": return .text(try urlEncoded(value, budget))
    case "wordcount": return .integer(Int64(text.unicodeScalars.split { !$0.isWord }.count))
    default: return flowRunID(in: text).map { .text($0) } ?? .none
    }
  }

  /// What the filters that need a text make of anything else; nil for those that show it first.
  private static func withoutText(
    _ name: String, _ value: TemplateValue, _ arguments: CallArguments
  ) throws(TemplateError) -> TemplateValue? {
    switch name {
    case "indent":
      if case .undefined(let error) = value { throw error }
      if case .list = value { throw TemplateError("AttributeError", "'list' object has no attribute 'splitlines'") }
      if case .tuple = value { throw .type("can only concatenate tuple (not \"str\") to tuple") }
      throw .type("unsupported operand type(s) for +=: '\(value.typeName)' and 'str'")
    case "truncate":
      let read = try Reader(name, arguments, ["length", "killwords", "end", "leeway"])
      let (length, leeway) = (try read.integer("length") ?? 255, try read.integer("leeway") ?? 5)
      if try value.count() <= length + leeway { return value }
      throw .type("unsupported operand type(s) for +: '\(value.typeName)' and 'str'")
    case "flow_run_id":
      if !value.isTrue { return TemplateValue.none }
      throw .type("expected string or bytes-like object, got '\(value.typeName)'")
    default: return nil
    }
  }

  /// Every word with a capital and all else small, a word ending at white space, `-` or an opening bracket.
  private static func titled(_ text: String) -> String {
    var result = ""
    var begins = true
    for scalar in text.unicodeScalars {
      result += begins ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
      begins = scalar.isSpace || ["-", "(", "{", "[", "<"].contains(scalar)
    }
    return result
  }

  private static func stripped(_ text: String, _ budget: Budget) throws(TemplateError) -> String {
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let open = rest.firstIndex(of: "<") {
      try budget.spend(1 + rest.count / 16)
      let isComment = rest[open...].starts(with: "<!--".unicodeScalars)
      let end = isComment ? String.UnicodeScalarView(rest[open...]).firstRange(of: "-->")?.upperBound : nil
      guard let close = isComment ? end.map({ rest.index(before: $0) }) : rest[open...].firstIndex(of: ">") else {
        break
      }
      result.append(contentsOf: rest[..<open])
      rest = rest[rest.index(after: close)...]
    }
    result.append(contentsOf: rest)
    return try Splitting.parts(of: HTML.unescaped(String(result)), at: nil, limit: -1, budget).joined(separator: " ")
  }

  private static func indented(_ text: String, _ read: Reader, _ budget: Budget) throws(TemplateError) -> String {
    let width = read["width"]
    let count = try width?.string == nil ? read.integer("width") ?? 4 : 0
    try budget.check(size: count)
    let indention = width?.string ?? String(repeating: " ", count: max(0, count))
    let lines = try Splitting.lines(of: text + "\n", budget)
    try budget.check(size: text.utf8.count + lines.count * indention.utf8.count)
    var result = read.flag("first") ? indention : ""
    for (index, line) in lines.enumerated() {
      if index > 0 { result += "\n" }
      result += index > 0 && (read.flag("blank") || !line.isEmpty) ? indention + line : line
    }
    return result
  }

  private static func truncated(_ text: String, _ read: Reader) throws(TemplateError) -> String {
    let (length, end) = (try read.integer("length") ?? 255, try read.text("end") ?? "...")
    let leeway = try read.integer("leeway") ?? 5
    let scalars = text.unicodeScalars
    let room = length - end.unicodeScalars.count
    guard room >= 0 else {
      throw TemplateError("AssertionError", "expected length >= \(end.unicodeScalars.count), got \(length)")
    }
    guard leeway >= 0 else { throw TemplateError("AssertionError", "expected leeway >= 0, got \(leeway)") }
    guard scalars.count > length + leeway else { return text }
    let kept = scalars.prefix(room)
    guard !read.flag("killwords"), let space = kept.lastIndex(of: " ") else { return String(kept) + end }
    return String(kept[..<space]) + end
  }

  private static func urlEncoded(_ value: TemplateValue, _ budget: Budget) throws(TemplateError) -> String {
    let pairs: [TemplateValue]
    switch value {
    case .dict(let dictionary): pairs = dictionary.members.map { .tuple([$0.key, $0.value]) }
    case .list(let elements), .tuple(let elements): pairs = elements
    default: return percentEncoded(try value.shown(budget), isQuery: false)
    }
    var parts: [String] = []
    for pair in pairs {
      let both = try pair.elements(budget)
      guard both.count == 2 else { throw .value("not enough values to unpack (expected 2, got \(both.count))") }
      parts.append(
        percentEncoded(try both[0].shown(budget), isQuery: true) + "="
          + percentEncoded(try both[1].shown(budget), isQuery: true))
    }
    return parts.joined(separator: "&")
  }

  private static func percentEncoded(_ text: String, isQuery: Bool) -> String {
    guard isQuery else {
      return PercentEncoding.encode(text.utf8, keeping: PercentEncoding.unreserved.union([UInt8(ascii: "/")]))
    }
    return text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      .map { PercentEncoding.encode($0) }.joined(separator: "+")
  }

  /// The id behind the first `flow-run/` that has one.
  private static func flowRunID(in text: String) -> String? {
    let (bytes, mark) = (Array(text.utf8), Array("flow-run/".utf8))
    guard bytes.count >= mark.count + 36 else { return nil }
    for start in 0...bytes.count - mark.count - 36 where bytes[start..<start + mark.count].elementsEqual(mark) {
      let id = bytes[start + mark.count..<start + mark.count + 36]
      let isID = id.enumerated().allSatisfy { offset, byte in
        [8, 13, 18, 23].contains(offset)
          ? byte == UInt8(ascii: "-") : (48...57).contains(byte) || (97...102).contains(byte)
      }
      if isID { return String(decoding: id, as: UTF8.self) }
    }
    return nil
  }
}
