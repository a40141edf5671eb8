extension Filters {
  static func sequence(
    _ name: String, _ value: TemplateValue, _ arguments: CallArguments, _ renderer: Renderer
  ) throws(TemplateError) -> TemplateValue {
    let budget = renderer.budget
    switch name {
    case "count", "length": return .integer(Int64(try value.count()))
    case "list": return .list(try value.elements(budget))
    case "first":
      return try value.elements(budget).first ?? .undefined(.undefined("No first item, sequence was empty."))
    case "last": return try value.elements(budget).last ?? .undefined(.undefined("No last item, sequence was empty."))
    case "reverse":
      if value.number != nil || value.isNone { throw TemplateError("FilterArgumentError", "argument must be iterable") }
      let reversed = try value.elements(budget).reversed()
      return value.string == nil ? .list(Array(reversed)) : value.same(reversed.compactMap(\.string).joined())
    case "items":
      if value.isUndefined { return .list([]) }
      guard case .dict(let dictionary) = value else { throw .type("Can only get item pairs from a mapping.") }
      return .list(dictionary.members.map { .tuple([$0.key, $0.value]) })
    case "join": return try joined(value, try Reader(name, arguments, ["d", "attribute"]), budget)
    case "batch", "slice": return try parted(name, value, arguments, budget)
    case "min", "max":
      return try extreme(name, value, try Reader(name, arguments, ["case_sensitive", "attribute"]), budget)
    case "sum":
      let read = try Reader(name, arguments, ["attribute", "start"])
      let get = Getter(read["attribute"], isFolding: false)
      var total = read["start"] ?? .integer(0)
      for element in try value.elements(budget) {
        total = try TemplateValue.arithmetic(.add, total, try get(element, budget), budget)
      }
      return total
    case "sort":
      let read = try Reader(name, arguments, ["reverse", "case_sensitive", "attribute"])
      let get = Getter(several: read["attribute"], isFolding: !read.flag("case_sensitive"))
      let elements = try value.elements(budget)
      return .list(
        try Ordering.sorted(elements, isDescending: read.flag("reverse"), budget) { (element) throws(TemplateError) in
          try get(element, budget)
        })
    case "unique":
      let read = try Reader(name, arguments, ["case_sensitive", "attribute"])
      let get = Getter(read["attribute"], isFolding: !read.flag("case_sensitive"))
      var seen: Set<TemplateKey> = []
      var kept: [TemplateValue] = []
      for element in try value.elements(budget) where seen.insert(try TemplateKey(try get(element, budget))).inserted {
        kept.append(element)
      }
      return .list(kept)
    case "dictsort":
      return try sortedMembers(value, try Reader(name, arguments, ["case_sensitive", "by", "reverse"]), budget)
    case "groupby":
      return try grouped(value, try Reader(name, arguments, ["attribute", "default", "case_sensitive"]), budget)
    case "map": return try mapped(value, arguments, renderer)
    default: return try selected(name, value, arguments, renderer)
    }
  }

  private static func joined(_ value: TemplateValue, _ read: Reader, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    let separator = try (read["d"] ?? .text("")).shown(budget)
    let get = Getter(read["attribute"], isFolding: false)
    var text = ""
    for (index, element) in try value.elements(budget).enumerated() {
      if index > 0 { text += separator }
      text += try (try get(element, budget)).shown(budget)
      try budget.check(size: text.utf8.count)
    }
    return .text(text)
  }

  private static func parted(
    _ name: String, _ value: TemplateValue, _ arguments: CallArguments, _ budget: Budget
  ) throws(TemplateError) -> TemplateValue {
    let read = try Reader(name, arguments, [name == "batch" ? "linecount" : "slices", "fill_with"])
    let elements = try value.elements(budget)
    guard let count = try read.integer(name == "batch" ? "linecount" : "slices") else {
      throw .type("do_\(name)() missing 1 required positional argument")
    }
    try budget.spend(max(0, count))
    var parts: [TemplateValue] = []
    if name == "batch" {
      var part: [TemplateValue] = []
      for element in elements {
        if part.count == count {
          parts.append(.list(part))
          part = []
        }
        part.append(element)
      }
      if !part.isEmpty {
        if let fill = read["fill_with"], part.count < count { part += repeatElement(fill, count: count - part.count) }
        parts.append(.list(part))
      }
      return .list(parts)
    }
    guard count != 0 else { throw TemplateError("ZeroDivisionError", "integer division or modulo by zero") }
    var start = 0
    for index in 0..<max(0, count) {
      let size = elements.count / count + (index < elements.count % count ? 1 : 0)
      var part = Array(elements[start..<start + size])
      start += size
      if let fill = read["fill_with"], index >= elements.count % count { part.append(fill) }
      parts.append(.list(part))
    }
    return .list(parts)
  }

  private static func extreme(_ name: String, _ value: TemplateValue, _ read: Reader, _ budget: Budget)
    throws(TemplateError) -> TemplateValue
  {
    let get = Getter(read["attribute"], isFolding: !read.flag("case_sensitive"))
    let elements = try value.elements(budget)
    guard var best = elements.first else { return .undefined(.undefined("No aggregated item, sequence was empty.")) }
    var key = try get(best, budget)
    for element in elements.dropFirst() {
      let other = try get(element, budget)
      if try other.compares(name == "min" ? .less : .greater, to: key, budget) { (best, key) = (element, other) }
    }
    return best
  }

  private static func sortedMembers(_ value: TemplateValue, _ read: Reader, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    let by = try read.text("by") ?? "key"
    guard by == "key" || by == "value" else {
      throw TemplateError("FilterArgumentError", "You can only sort by either \"key\" or \"value\"")
    }
    if case .undefined(let error) = value { throw error }
    guard case .dict(let dictionary) = value else {
      throw TemplateError("AttributeError", "'\(value.typeName)' object has no attribute 'items'")
    }
    let fold = Getter(nil, isFolding: !read.flag("case_sensitive"))
    let sorted = try Ordering.sorted(dictionary.members, isDescending: read.flag("reverse"), budget) {
      (member) throws(TemplateError) in
      try fold(by == "key" ? member.key : member.value, budget)
    }
    return .list(sorted.map { .tuple([$0.key, $0.value]) })
  }

  private static func grouped(_ value: TemplateValue, _ read: Reader, _ budget: Budget) throws(TemplateError)
    -> TemplateValue
  {
    let get = Getter(read["attribute"], isFolding: !read.flag("case_sensitive"), fallback: read["default"])
    let exact = Getter(read["attribute"], isFolding: false, fallback: read["default"])
    let sorted = try Ordering.sorted(try value.elements(budget), budget) { (element) throws(TemplateError) in
      try get(element, budget)
    }
    var groups: [(key: TemplateValue, elements: [TemplateValue])] = []
    for element in sorted {
      let key = try get(element, budget)
      if let last = groups.last, try last.key.equals(key, budget) {
        groups[groups.count - 1].elements.append(element)
      } else {
        groups.append((key, [element]))
      }
    }
    var result: [TemplateValue] = []
    for group in groups { result.append(.tuple([try exact(group.elements[0], budget), .list(group.elements)])) }
    return .list(result)
  }

  private static func mapped(_ value: TemplateValue, _ arguments: CallArguments, _ renderer: Renderer)
    throws(TemplateError) -> TemplateValue
  {
    guard value.isTrue else { return .list([]) }
    var rest = arguments
    var result: [TemplateValue] = []
    if rest.positional.isEmpty {
      guard rest.named("attribute") != nil else {
        throw TemplateError("FilterArgumentError", "map requires a filter argument")
      }
      let read = try Reader("map", rest, ["attribute", "default"])
      let attribute = read["attribute"]
      let get = Getter(attribute, isFolding: false, fallback: read["default"])
      for element in try value.elements(renderer.budget) { result.append(try get(element, renderer.budget)) }
      return .list(result)
    }
    let name = rest.positional.removeFirst().string ?? ""
    guard isKnown(name) else { throw .assertion("No filter named \(PythonText.quoted(name)).") }
    for element in try value.elements(renderer.budget) {
      result.append(try apply(name, to: element, rest, in: renderer))
    }
    return .list(result)
  }

  private static func selected(
    _ name: String, _ value: TemplateValue, _ arguments: CallArguments, _ renderer: Renderer
  ) throws(TemplateError) -> TemplateValue {
    guard value.isTrue else { return .list([]) }
    var rest = arguments
    var get = Getter(nil, isFolding: false)
    if name.hasSuffix("attr") {
      guard !rest.positional.isEmpty else {
        throw TemplateError("FilterArgumentError", "Missing parameter for attribute name")
      }
      get = Getter(rest.positional.removeFirst(), isFolding: false)
    }
    let test = rest.positional.isEmpty ? nil : rest.positional.removeFirst().string
    if let test, !Tests.isKnown(test) { throw .assertion("No test named \(PythonText.quoted(test)).") }
    var kept: [TemplateValue] = []
    for element in try value.elements(renderer.budget) {
      let looked = try get(element, renderer.budget)
      let holds =
        try test.map { (test) throws(TemplateError) in try Tests.apply(test, to: looked, rest, in: renderer) }
        ?? looked.isTrue
      if holds == name.hasPrefix("select") { kept.append(element) }
    }
    return .list(kept)
  }
}
