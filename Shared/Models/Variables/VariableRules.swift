public import JSON

extension Reading where Value == String {
  /// Lower-case letters, digits, dashes and underscores, up to 255; empty passes.
  public static let variableName = Reading(
    schema: .string(maximum: 255, pattern: "^[a-z0-9_-]*$"), fallback: ""
  ) { value, problems in
    let length = value.text?.unicodeScalars.count ?? 0
    guard length > 255 else { return slug.read(value, problems) }
    problems.add(
      "too_long", "Value should have at most 255 items after validation, not \(length)", input: value,
      context: RawJSON(
        validated: Array(#"{"field_type":"Value","max_length":255,"actual_length":\#(length)}"#.utf8)))
    return nil
  }

  private static let slug = Reading.string.checked { name in
    let isSlug = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isSlug
      ? nil : "Variable name must only contain lowercase letters, numbers, and dashes or underscores."
  }
}

extension Reading where Value == RawJSON {
  /// Any JSON that takes at most 5000 bytes when written without white space.
  public static let variableValue = Reading(schema: .any, fallback: .null) { value, problems in
    if let length = CompactSpelling.length(of: value, stoppingAt: 5000) {
      if length > 5000 { problems.addValueError("Variable value must be less than 5000 characters", input: value) }
    } else {
      problems.addValueError("Variable value must be serializable to JSON", input: value)
    }
    return value.raw
  }
}
