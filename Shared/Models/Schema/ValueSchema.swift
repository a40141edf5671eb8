public import JSON

/// What a JSON value looks like, in the words of JSON Schema 2020-12, which OpenAPI 3.1 uses.
public indirect enum ValueSchema: Sendable {
  /// Anything at all.
  case any
  /// A value of one type without parts.
  case plain(PlainType, [Keyword] = [])
  case array(ValueSchema, [Keyword])
  /// An object with any keys, whose values are alike.
  case map(ValueSchema)
  case object(ObjectSchema)
  /// A schema that has a name and is written once.
  case component(SchemaComponent)
  /// One of several.
  case either([ValueSchema])

  /// The types of values without parts.
  public enum PlainType: String, Sendable {
    case null, boolean, integer, number, string
  }

  /// One more thing that a value is held to.
  public struct Keyword: Sendable {
    let name: StaticString
    let value: RawJSON

    public init(_ name: StaticString, writing write: (inout JSONWriter) -> Void) {
      self.name = name
      value = RawJSON(writing: write)
    }

    static func number(_ name: StaticString, _ number: Int?) -> Keyword? {
      number.map { number in Keyword(name) { $0.integer(number) } }
    }

    /// A bound as people write it: without a fraction where there is none.
    static func number(_ name: StaticString, _ number: Double?) -> Keyword? {
      guard let number else { return nil }
      if let whole = Int(exactly: number) { return .number(name, whole) }
      return Keyword(name) { $0.double(number) }
    }
  }
}

extension ValueSchema {
  public static let null = plain(.null)
  public static let boolean = plain(.boolean)
  public static let integer = plain(.integer)
  public static let number = plain(.number)
  public static let string = plain(.string)
  public static let uuid = string(format: "uuid")
  public static let timestamp = string(format: "date-time")
  /// A number of seconds.
  public static let seconds = number
  /// A span of time that is read: seconds, or a text of ISO 8601 or of a clock.
  public static let span = either([number, string])
  /// How many of a list are wanted; how many at most, the settings of a server say.
  public static let pageLimit = component(.pageLimit)
  /// An object of anything.
  public static let anyObject = map(.any)

  public static func string(format: StaticString) -> ValueSchema {
    plain(.string, [Keyword("format") { $0.string(format) }])
  }

  /// - Parameter pattern: A regular expression.
  public static func string(minimum: Int? = nil, maximum: Int? = nil, pattern: String? = nil) -> ValueSchema {
    var keywords = [Keyword.number("minLength", minimum), .number("maxLength", maximum)].compactMap { $0 }
    if let pattern { keywords.append(Keyword("pattern") { $0.string(pattern) }) }
    return plain(.string, keywords)
  }

  public static func integer(atLeast lower: Int? = nil, above: Int? = nil, atMost upper: Int? = nil) -> ValueSchema {
    plain(
      .integer,
      [.number("minimum", lower), .number("exclusiveMinimum", above), .number("maximum", upper)].compactMap { $0 })
  }

  public static func number(
    atLeast lower: Double? = nil, above: Double? = nil, atMost upper: Double? = nil
  ) -> ValueSchema {
    plain(
      .number,
      [.number("minimum", lower), .number("exclusiveMinimum", above), .number("maximum", upper)].compactMap { $0 })
  }

  public static func list(
    _ item: ValueSchema, minimum: Int? = nil, maximum: Int? = nil
  ) -> ValueSchema {
    array(item, [.number("minItems", minimum), .number("maxItems", maximum)].compactMap { $0 })
  }

  /// One of these texts.
  public static func texts(_ texts: [String]) -> ValueSchema {
    plain(.string, [Keyword("enum") { $0.strings(texts) }])
  }

  /// The cases of an enumeration, under its name if there are several.
  public static func enumeration<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> ValueSchema {
    let texts = type.allCases.map(\.rawValue)
    return texts.count == 1 ? .texts(texts) : .component(SchemaComponent(of: type) { .texts(texts) })
  }

  /// The same with null.
  public var optional: ValueSchema {
    switch self {
    case .any: .any
    case .either(let choices): .either(choices + [.null])
    case .plain, .array, .map, .object, .component: .either([self, .null])
    }
  }
}
