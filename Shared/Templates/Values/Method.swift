/// A method of a text, list or dictionary, taken by its name.
final class Method: TemplateObject {
  private let name: String
  private let owner: TemplateValue

  init(_ name: String, of owner: TemplateValue) {
    self.name = name
    self.owner = owner
  }

  override var typeName: String { "builtin_function_or_method" }
  override var text: String { "<built-in method \(name) of \(owner.typeName) object>" }

  private static let ofTexts: Set<String> = [
    "upper", "lower", "title", "capitalize", "casefold", "swapcase", "strip", "lstrip", "rstrip", "split", "rsplit",
    "splitlines",
    "replace", "startswith", "endswith", "join", "find", "index", "count", "isdigit", "isalpha", "isalnum", "islower",
    "isupper",
    "isspace", "zfill", "center", "ljust", "rjust", "removeprefix", "removesuffix", "partition",
  ]
  private static let ofDictionaries: Set<String> = ["keys", "values", "items", "get", "copy"]
  private static let ofLists: Set<String> = ["index", "count", "copy"]

  static func isKnown(_ name: String, of owner: TemplateValue) -> Bool {
    switch owner {
    case .text, .safe: ofTexts.contains(name)
    case .dict: ofDictionaries.contains(name)
    case .list: ofLists.contains(name)
    case .tuple: name != "copy" && ofLists.contains(name)
    case .float: name == "is_integer"
    default: false
    }
  }

  /// Whether it would change its owner, which no template may.
  static func isMutating(_ name: String, of owner: TemplateValue) -> Bool {
    switch owner {
    case .list: ["append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"].contains(name)
    case .dict: ["clear", "pop", "popitem", "setdefault", "update"].contains(name)
    default: false
    }
  }

  override func call(_ arguments: CallArguments, in renderer: Renderer) throws(TemplateError) -> TemplateValue {
    let budget = renderer.budget
    switch owner {
    case .dict(let dictionary): return try call(on: dictionary, arguments)
    case .list(let elements), .tuple(let elements): return try call(on: elements, arguments, budget)
    case .text(let text), .safe(let text):
      try budget.spend(text.utf8.count / 16)
      return try call(on: text, arguments, budget)
    case .float(let value): return .bool(value == value.rounded() && value.isFinite)
    default: return .none
    }
  }

  private func call(on dictionary: TemplateDictionary, _ arguments: CallArguments) throws(TemplateError)
    -> TemplateValue
  {
    if name != "get", !arguments.positional.isEmpty {
      throw .type("dict.\(name)() takes no arguments (\(arguments.positional.count) given)")
    }
    switch name {
    case "keys": return .list(dictionary.members.map(\.key))
    case "values": return .list(dictionary.members.map(\.value))
    case "items": return .list(dictionary.members.map { .tuple([$0.key, $0.value]) })
    case "copy": return owner
    default:
      guard let key = arguments.positional.first else { throw .type("get expected at least 1 argument, got 0") }
      return dictionary[try TemplateKey(key)] ?? (arguments.positional.count > 1 ? arguments.positional[1] : .none)
    }
  }

  private func call(on elements: [TemplateValue], _ arguments: CallArguments, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    if name == "copy" { return owner }
    guard let wanted = arguments.positional.first else {
      throw .type("\(owner.typeName).\(name)() takes exactly one argument (0 given)")
    }
    var found: [Int] = []
    for (index, element) in elements.enumerated() where try element.equals(wanted, budget) { found.append(index) }
    if name == "count" { return .integer(Int64(found.count)) }
    guard let first = found.first else { throw .value("\(try wanted.represented(budget)) is not in list") }
    return .integer(Int64(first))
  }

  private func call(on text: String, _ arguments: CallArguments, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    let first = arguments.positional.first
    func word(_ value: TemplateValue?) throws(TemplateError) -> String {
      guard let string = value?.string else {
        throw .type("\(name)() argument must be str, not \(value?.typeName ?? "NoneType")")
      }
      return string
    }
    func number(_ value: TemplateValue?) throws(TemplateError) -> Int {
      guard let integer = value?.integer else {
        throw .type("'\(value?.typeName ?? "NoneType")' object cannot be interpreted as an integer")
      }
      try budget.check(size: Int(clamping: integer))
      return Int(integer)
    }
    switch name {
    case "upper": return owner.same(text.uppercased())
    case "lower", "casefold": return owner.same(text.lowercased())
    case "title": return owner.same(PythonCase.titled(text))
    case "capitalize": return owner.same(PythonCase.capitalized(text))
    case "swapcase": return owner.same(PythonCase.swapped(text))
    case "strip", "lstrip", "rstrip":
      let characters: String? = if let first, first.string != nil { try word(first) } else { nil }
      return owner.same(PythonCase.trimmed(text, of: characters, atStart: name != "rstrip", atEnd: name != "lstrip"))
    case "split", "rsplit":
      let separator: String? =
        if let first, first.string != nil { try word(first) } else { arguments.named("sep")?.string }
      let limit = try (arguments.positional.count > 1 ? arguments.positional[1] : arguments.named("maxsplit")).map {
        (value) throws(TemplateError) in try number(value)
      }
      if let limit, limit >= 0, name == "rsplit" { throw .unsupported("The method 'rsplit' with a limit") }
      guard separator != "" else { throw .value("empty separator") }
      return .list(try Splitting.parts(of: text, at: separator, limit: limit ?? -1, budget).map { owner.same($0) })
    case "splitlines": return .list(try Splitting.lines(of: text, budget).map { owner.same($0) })
    case "replace":
      guard arguments.positional.count > 1 else {
        throw .type("replace expected at least 2 arguments, got \(arguments.positional.count)")
      }
      let most = arguments.positional.count > 2 ? try number(arguments.positional[2]) : -1
      return owner.same(
        try Splitting.replacing(try word(first), by: try word(arguments.positional[1]), in: text, most: most, budget))
    case "startswith":
      return .bool(try prefixes(first).contains { text.unicodeScalars.starts(with: $0.unicodeScalars) })
    case "endswith":
      return .bool(
        try prefixes(first).contains { text.unicodeScalars.reversed().starts(with: $0.unicodeScalars.reversed()) })
    case "join":
      var parts: [String] = []
      for element in try (first ?? .none).elements(budget) {
        guard let part = element.string else {
          throw .type("sequence item \(parts.count): expected str instance, \(element.typeName) found")
        }
        parts.append(part)
        try budget.check(size: parts.count * text.utf8.count + part.utf8.count)
      }
      let joined = parts.joined(separator: text)
      try budget.check(size: joined.utf8.count)
      return owner.same(joined)
    case "find", "index":
      let scalars = text.unicodeScalars
      if let range = scalars.firstRange(of: try word(first)) {
        return .integer(Int64(scalars.distance(from: scalars.startIndex, to: range.lowerBound)))
      }
      guard name == "find" else { throw .value("substring not found") }
      return .integer(-1)
    case "count":
      let part = try word(first)
      let count =
        part.isEmpty ? text.unicodeScalars.count : try Splitting.parts(of: text, at: part, limit: -1, budget).count - 1
      return .integer(Int64(part.isEmpty ? count + 1 : count))
    case "zfill", "center", "ljust", "rjust":
      let fill = arguments.positional.count > 1 ? try word(arguments.positional[1]) : " "
      return owner.same(PythonCase.padded(text, to: try number(first), name, with: fill))
    case "removeprefix":
      let prefix = try word(first)
      return owner.same(
        text.unicodeScalars.starts(with: prefix.unicodeScalars)
          ? String(text.unicodeScalars.dropFirst(prefix.unicodeScalars.count)) : text)
    case "removesuffix":
      let suffix = try word(first)
      let ends = text.unicodeScalars.reversed().starts(with: suffix.unicodeScalars.reversed())
      return owner.same(ends ? String(text.unicodeScalars.dropLast(suffix.unicodeScalars.count)) : text)
    case "partition":
      let separator = try word(first)
      guard !separator.isEmpty else { throw .value("empty separator") }
      guard let range = text.unicodeScalars.firstRange(of: separator) else {
        return .tuple([owner, .text(""), .text("")])
      }
      return .tuple([
        owner.same(String(text.unicodeScalars[..<range.lowerBound])), owner.same(separator),
        owner.same(String(text.unicodeScalars[range.upperBound...])),
      ])
    default: return .bool(PythonCase.isAll(text, name))
    }
  }

  private func prefixes(_ value: TemplateValue?) throws(TemplateError) -> [String] {
    if let string = value?.string { return [string] }
    if case .tuple(let elements) = value { return elements.compactMap(\.string) }
    throw .type("\(name) first arg must be str or a tuple of str, not \(value?.typeName ?? "NoneType")")
  }
}
