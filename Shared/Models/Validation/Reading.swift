public import JSON

/// How one value is read: which inputs are taken, and what is said about the others.
public struct Reading<Value>: Sendable {
  /// Reads a value, noting problems; after a problem the result is never used.
  public let read: @Sendable (JSONValue, ProblemList) -> Value
  /// Something to go on with where there is nothing to read.
  public let fallback: @Sendable () -> Value

  public init(
    fallback: @escaping @autoclosure @Sendable () -> Value,
    read: @escaping @Sendable (JSONValue, ProblemList) -> Value?
  ) {
    self.fallback = fallback
    self.read = { value, problems in read(value, problems) ?? fallback() }
  }

  /// The same with a rule about what was read; its message is a `value_error`.
  public func checked(_ rule: @escaping @Sendable (Value) -> String?) -> Reading {
    Reading(fallback: fallback()) { [read] value, problems in
      let before = problems.count
      let result = read(value, problems)
      if problems.count == before, let message = rule(result) { problems.addValueError(message, input: value) }
      return result
    }
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
    Reading<Value?>(fallback: nil) { [read] value, problems in value.isNull ? .some(nil) : read(value, problems) }
  }
}

extension ProblemList {
  var count: Int { problems.count }
}
