public import JSON

extension Reading where Value == String {
  /// A name that is more than quotes and spaces.
  public static let poolName = Reading(schema: Reading.name.schema(), fallback: "") { value, problems in
    if let text = value.text, !text.contains(where: { $0 != " " && $0 != "'" && $0 != "\"" }) {
      problems.addValueError("name cannot be an empty string", input: value)
      return nil
    }
    return name.read(value, problems)
  }
}

extension Reading where Value == RawJSON {
  /// A template of the jobs of a pool: empty, or a configuration whose placeholders are all declared as variables.
  public static let baseJobTemplate = Reading(schema: .anyObject, fallback: .emptyObject) { value, problems in
    guard value.kind == .object, value.memberCount > 0 else { return object.read(value, problems) }
    guard let configuration = value["job_configuration" as StaticString], !configuration.isFalsy,
      let variables = value["variables" as StaticString], !variables.isFalsy
    else {
      problems.addValueError(
        "The `base_job_template` must contain both a `job_configuration` key and a `variables` key.", input: value)
      return nil
    }
    guard configuration.kind == .object, variables.kind == .object else {
      problems.addValueError("`job_configuration` and `variables` must be objects.", input: value)
      return nil
    }
    let declared = Set(variables["properties" as StaticString]?.members.map(\.key) ?? [])
    var missing: [String] = []
    for name in Placeholders.names(in: configuration.source) where !declared.contains(name) && !missing.contains(name) {
      missing.append(name)
    }
    guard missing.isEmpty else {
      problems.addValueError(
        "The variables specified in the job configuration template must be present as properties in the variables "
          + "schema. Your job configuration uses the following undeclared variable(s): "
          + missing.joined(separator: " ,") + ".", input: value)
      return nil
    }
    return value.raw
  }
}

/// The `{{ name }}` of templates.
enum Placeholders {
  /// The names in the order in which they appear; what is not of their form is text.
  static func names(in text: some Collection<UInt8>) -> [String] {
    let bytes = Array(text)
    var names: [String] = []
    var position = 0
    while position + 1 < bytes.count {
      guard bytes[position] == UInt8(ascii: "{"), bytes[position + 1] == UInt8(ascii: "{") else {
        position += 1
        continue
      }
      var cursor = skipSpaces(bytes, position + 2)
      let start = cursor
      while cursor < bytes.count, isNameByte(bytes[cursor]) { cursor += 1 }
      let end = cursor
      cursor = skipSpaces(bytes, cursor)
      guard end > start, cursor + 1 < bytes.count, bytes[cursor] == UInt8(ascii: "}"),
        bytes[cursor + 1] == UInt8(ascii: "}")
      else {
        position += 1
        continue
      }
      names.append(String(decoding: bytes[start..<end], as: UTF8.self))
      position = cursor + 2
    }
    return names
  }

  private static func skipSpaces(_ bytes: [UInt8], _ start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    return position
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }
}
