public import JSON

extension Reading where Value == RawJSON {
  /// Parameters of a run or deployment: an object of a bounded size.
  public static let parameters = Reading(schema: .anyObject, fallback: .emptyObject) { value, problems in
    guard value.kind == .object else { return object.read(value, problems) }
    let limit = problems.limits.parameterBytes
    // Written anew with ASCII escapes a text grows at most six times.
    if limit > 0, value.source.count * 6 > limit {
      let size = CompactSpelling.asciiLength(of: value)
      if size > limit {
        problems.addValueError(
          "Flow run parameters must be less than \(grouped(limit)) bytes when serialized (got \(grouped(size)) bytes).",
          input: value)
      }
    }
    return value.raw
  }

  /// `1,800,031`.
  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}

extension CompactSpelling {
  /// How many bytes Python's `json.dumps` makes of it with compact separators and ASCII only.
  static func asciiLength(of value: JSONValue) -> Int {
    var length = 0
    var pending = [value]
    while let next = pending.popLast() {
      switch next.kind {
      case .array:
        let before = pending.count
        pending.append(contentsOf: next.elements)
        length += 2 + max(0, pending.count - before - 1)
      case .object:
        let before = pending.count
        for (key, member) in next.members {
          length += asciiString(key) + 1
          pending.append(member)
        }
        length += 2 + max(0, pending.count - before - 1)
      case .string: length += asciiString(next.text ?? "")
      case .null, .boolean, .integer, .float: length += next.source.count
      }
    }
    return length
  }

  private static func asciiString(_ text: String) -> Int {
    var length = 2
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x22, 0x5C: length += 2
      case 0x20...0x7F: length += 1
      case 0x10000...: length += 12
      default: length += 6
      }
    }
    return length
  }
}
