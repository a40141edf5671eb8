public import JSON

/// How one value is read: which inputs are taken, and what is said about the others.
public struct Reading<Value>: Sendable {
  /// What the value looks like in the description of the API.
  public let schema: @Sendable () -> ValueSchema
  /// Something to go on with where there is nothing to read.
  public let fallback: @Sendable () -> Value
  private let take: @Sendable (JSONValue, ProblemList) -> Value?

  /// - Parameters:
  ///   - schema: What the value looks like; forms that are taken for the sake of old clients are not told.
  ///   - read: Gives nil after a problem.
  public init(
    schema: @escaping @autoclosure @Sendable () -> ValueSchema, fallback: @escaping @autoclosure @Sendable () -> Value,
    read: @escaping @Sendable (JSONValue, ProblemList) -> Value?
  ) {
    self.schema = schema
    self.fallback = fallback
    take = read
  }

  /// Reads a value, noting problems; after a problem the result is never used.
  public func read(_ value: JSONValue, _ problems: ProblemList) -> Value {
    take(value, problems) ?? fallback()
  }

  /// The same with a rule about what was read; its message is a `value_error`.
  public func checked(_ rule: @escaping @Sendable (Value) -> String?) -> Reading {
    Reading(schema: schema(), fallback: fallback()) { [take] value, problems in
      let before = problems.count
      let result = take(value, problems)
      if problems.count == before, let result, let message = rule(result) {
        problems.addValueError(message, input: value)
      }
      return result
    }
  }

  /// The same under another description, where a rule of its own says more than the schema it began with.
  public func described(as schema: @escaping @autoclosure @Sendable () -> ValueSchema) -> Reading {
    Reading(schema: schema(), fallback: fallback(), read: take)
  }

  /// Reads a value that a server stored; nil if it does not fit.
  public func stored(_ raw: RawJSON) -> Value? {
    guard let document = raw.document() else { return nil }
    let problems = ProblemList()
    let value = read(document.root, problems)
    return problems.isEmpty ? value : nil
  }

  /// The same with null allowed.
  public var optional: Reading<Value?> {
    Reading<Value?>(schema: schema().optional, fallback: nil) { [take] value, problems in
      value.isNull ? .some(nil) : take(value, problems)
    }
  }
}

extension ProblemList {
  var count: Int { problems.count }
}
