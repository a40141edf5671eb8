internal import JSON

extension Reading where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
  /// One member of an enumeration by its value.
  public static func enumeration(_ type: Value.Type = Value.self) -> Reading {
    choice("enum", type)
  }

  /// The same where the API has a literal.
  public static func literal(_ type: Value.Type = Value.self) -> Reading {
    choice("literal_error", type)
  }

  private static func choice(_ problem: StaticString, _ type: Value.Type) -> Reading {
    Reading(read: { value, problems in
      if let text = value.text, let member = Value(rawValue: text) { return member }
      let expected = ChoiceText.join(Value.allCases.map { "'\($0.rawValue)'" })
      problems.add(
        problem, "Input should be " + expected, input: value,
        context: RawJSON { writer in
          writer.beginObject()
          writer.key("expected")
          writer.string(expected)
          writer.endObject()
        })
      return nil
    })
  }

  private init(read: @escaping @Sendable (JSONValue, ProblemList) -> Value?) {
    // An enumeration without members can't be a field's type.
    self.init(
      schema: .enumeration(Value.self), fallback: Value.allCases[Value.allCases.startIndex], read: read)
  }
}

extension Reading where Value == String {
  /// One text and no other.
  static func literal(_ text: String) -> Reading {
    Reading(schema: .texts([text]), fallback: text) { value, problems in
      if value.text == text { return text }
      problems.addLiteralError("'\(text)'", input: value)
      return nil
    }
  }
}

extension ProblemList {
  /// Notes that the value is none of those that there are.
  func addLiteralError(_ expected: String, input: JSONValue, under name: StaticString? = nil) {
    add(
      "literal_error", "Input should be " + expected, input: input,
      context: RawJSON { writer in
        writer.beginObject()
        writer.key("expected")
        writer.string(expected)
        writer.endObject()
      }, under: name)
  }
}

enum ChoiceText {
  /// `a, b or c`.
  static func join(_ choices: [String]) -> String {
    guard let last = choices.last, choices.count > 1 else { return choices.first ?? "" }
    return choices.dropLast().joined(separator: ", ") + " or " + last
  }
}
