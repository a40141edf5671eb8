internal import JSON

/// A pattern a text has to match, with the spelling problems are told in.
public struct TextPattern: Sendable {
  public let pattern: StaticString
  public let matches: @Sendable (String) -> Bool

  public init(_ pattern: StaticString, matches: @escaping @Sendable (String) -> Bool) {
    self.pattern = pattern
    self.matches = matches
  }

  /// Names of flows, deployments, queues, pools …: not empty, and nothing that has a meaning in a URL.
  public static let name = TextPattern("^[^/%&><]+$") { text in
    !text.isEmpty
      && !text.utf8.contains { byte in
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: ">"), UInt8(ascii: "<"): true
        default: false
        }
      }
  }
}

extension Reading where Value == String {
  /// Any text.
  public static let string = Reading(schema: .string, fallback: "") { value, problems in
    guard let text = value.text else {
      problems.add("string_type", "Input should be a valid string", input: value)
      return nil
    }
    guard !value.isBrokenText else {
      problems.add(
        "string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string", input: value)
      return nil
    }
    return text
  }

  /// A text of some length (in characters as Python counts them) and pattern.
  public static func string(
    minimum: Int = 0, maximum: Int = .max, matching pattern: TextPattern? = nil
  ) -> Reading {
    Reading(
      schema: .string(
        minimum: minimum > 0 ? minimum : nil, maximum: maximum < .max ? maximum : nil,
        pattern: pattern?.pattern.description), fallback: ""
    ) { value, problems in
      guard let text = value.text, !value.isBrokenText else { return string.read(value, problems) }
      if minimum > 0 || maximum < .max {
        let length = text.unicodeScalars.count
        if length > maximum {
          problems.add(
            "string_too_long", "String should have at most \(maximum) character\(maximum == 1 ? "" : "s")",
            input: value,
            context: .bound("max_length", maximum))
          return nil
        }
        if length < minimum {
          problems.add(
            "string_too_short", "String should have at least \(minimum) character\(minimum == 1 ? "" : "s")",
            input: value, context: .bound("min_length", minimum))
          return nil
        }
      }
      if let pattern, !pattern.matches(text) {
        problems.add(
          "string_pattern_mismatch", "String should match pattern '\(pattern.pattern)'", input: value,
          context: RawJSON { writer in
            writer.beginObject()
            writer.key("pattern")
            writer.string(pattern.pattern.description)
            writer.endObject()
          })
        return nil
      }
      return text
    }
  }

  /// A name of a flow, deployment, queue, pool …
  public static let name = Reading.string(matching: .name)
}

extension Reading where Value == Bool {
  /// A boolean, or one of pydantic's spellings of one.
  public static let bool = Reading(schema: .boolean, fallback: false) { value, problems in
    switch value.kind {
    case .boolean: return value.bool
    case .integer, .float:
      let number = value.double
      if number == 0 { return false }
      if number == 1 { return true }
      if number.flatMap(Int.init(exactly:)) == nil { break }
      return unparsable(value, problems)
    case .string:
      switch value.text?.lowercased() {
      case "0", "off", "f", "false", "n", "no": return false
      case "1", "on", "t", "true", "y", "yes": return true
      default: return unparsable(value, problems)
      }
    default: break
    }
    problems.add("bool_type", "Input should be a valid boolean", input: value)
    return nil
  }

  private static func unparsable(_ value: JSONValue, _ problems: ProblemList) -> Bool? {
    problems.add("bool_parsing", "Input should be a valid boolean, unable to interpret input", input: value)
    return nil
  }
}

extension RawJSON {
  /// `{"ge":0}` and its like.
  static func bound(_ name: StaticString, _ value: some BinaryInteger) -> RawJSON {
    RawJSON { writer in
      writer.beginObject()
      writer.key(name)
      writer.integer(value)
      writer.endObject()
    }
  }
}
