internal import JSON
internal import Models
internal import Postgres
internal import Values

/// What the criteria of a filter mean for a column (contract §7.4).
extension IdentifierFilter {
  /// - Parameter role: What an id in the column says of how many rows have it.
  func condition(on column: SQLText, as role: IdentifierRole = .other) -> Condition {
    var conditions: [Condition] = []
    if let any {
      // Of an array, even of one, an index does not give rows in order.
      conditions.append(
        any.count == 1
          ? .identifier(role, isOne: true, column + " = $", [.uuid(any[0])])
          : .identifier(role, isOne: false, column + " = ANY($)", [.uuids(any)]))
    }
    if let notAny, !notAny.isEmpty { conditions.append(.test(column + " <> ALL($)", [.uuids(notAny)])) }
    if let isNull { conditions.append(.isNull(column, isNull)) }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension TextFilter {
  func condition(on column: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let any {
      conditions.append(
        any.count == 1 ? .test(column + " = $", [.text(any[0])]) : .test(column + " = ANY($)", [.texts(any)]))
    }
    if let notAny, !notAny.isEmpty { conditions.append(.test(column + " <> ALL($)", [.texts(notAny)])) }
    if let like, !like.isEmpty { conditions.append(.search(column, like)) }
    if let startsWith, !startsWith.isEmpty {
      conditions.append(.any(startsWith.map { .test(column + " ILIKE $ || '%'", [.text($0)]) }))
    }
    if let isNull { conditions.append(.isNull(column, isNull)) }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension TagsFilter {
  /// - Parameter column: A `jsonb` array of strings.
  func condition(on column: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let all, !all.isEmpty {
      conditions.append(.test(column + " @> $", [.jsonb(RawJSON { $0.strings(all) }.bytes)]))
    }
    if let any { conditions.append(.test("jsonb_exists_any(" + column + ", $)", [.texts(any)])) }
    if let isNull {
      conditions.append(isNull ? .test(column + " = '[]'::jsonb", []) : .test(column + " <> '[]'::jsonb", []))
    }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension TimeFilter {
  /// - Parameters:
  ///   - presence: The column of which `is_null_` speaks, where it is another.
  ///   - order: By which an index has the rows, if it is by this column.
  func condition(on column: SQLText, presence: SQLText? = nil, of order: IndexedOrder? = nil) -> Condition {
    func test(_ text: SQLText, _ value: Timestamp) -> Condition {
      order.map { .moment($0, text, [.timestamp(value)]) } ?? .test(text, [.timestamp(value)])
    }
    var conditions: [Condition] = []
    if let before { conditions.append(test(column + " <= $", before)) }
    if let after { conditions.append(test(column + " >= $", after)) }
    if let isNull { conditions.append(.isNull(presence ?? column, isNull)) }
    return .combine(conditions, anyOf: false)
  }
}

extension StateFilter {
  func condition(type: SQLText, name: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let filter = self.type {
      var types: [Condition] = []
      if let any = filter.any { types.append(.isOneOf(type, any)) }
      if let notAny = filter.notAny, !notAny.isEmpty { types.append(.isNoneOf(type, notAny)) }
      conditions += types.count > 1 ? [.all(types)] : types
    }
    if let filter = self.name, filter != TextFilter() {
      conditions.append(
        filter.any.flatMap { filter == TextFilter(any: $0) ? .isOneOf(name, $0) : nil } ?? filter.condition(on: name))
    }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension Condition {
  static func isNull(_ column: SQLText, _ wanted: Bool) -> Condition {
    .test(column + (wanted ? " IS NULL" : " IS NOT NULL"), [])
  }

  /// The types stand in the text of the statement, so that the planner can estimate how many rows there are and see that a
  /// partial index serves, whether or not the plan is kept.
  fileprivate static func isOneOf(_ column: SQLText, _ types: [StateType]) -> Condition {
    types.isEmpty ? .never : .operation(column + " IN ", types)
  }

  /// The same of names; nil unless all are names that states have by themselves.
  fileprivate static func isOneOf(_ column: SQLText, _ names: [String]) -> Condition? {
    let known = names.compactMap { name in commonNames.first { $0.name == name }?.literal }
    guard known.count == names.count, let first = known.first else { return nil }
    return .test(column + " IN (" + known.dropFirst().reduce(first) { $0 + ", " + $1 } + ")", [])
  }

  /// In the order in which they are mostly asked for. The first UI asks for `late`, too, which no state is called.
  private static let commonNames: [(name: String, literal: SQLText)] = [
    ("Late", "'Late'"), ("late", "'late'"), ("Scheduled", "'Scheduled'"), ("Running", "'Running'"),
    ("Pending", "'Pending'"), ("Completed", "'Completed'"), ("Failed", "'Failed'"), ("Crashed", "'Crashed'"),
    ("Cancelled", "'Cancelled'"), ("Cancelling", "'Cancelling'"), ("Paused", "'Paused'"), ("Suspended", "'Suspended'"),
    ("AwaitingRetry", "'AwaitingRetry'"), ("Retrying", "'Retrying'"), ("Resuming", "'Resuming'"),
    ("AwaitingConcurrencySlot", "'AwaitingConcurrencySlot'"), ("Cached", "'Cached'"), ("TimedOut", "'TimedOut'"),
    ("RolledBack", "'RolledBack'"),
  ]

  fileprivate static func isNoneOf(_ column: SQLText, _ types: [StateType]) -> Condition {
    .operation(column + " NOT IN ", types)
  }

  private static func operation(_ operation: SQLText, _ types: [StateType]) -> Condition {
    let distinct = StateType.allCases.filter(types.contains).map(\.literal)
    return .test(operation + "(" + distinct.dropFirst().reduce(distinct.first ?? "NULL") { $0 + ", " + $1 } + ")", [])
  }
}

extension StateType {
  /// As text in a query.
  fileprivate var literal: SQLText {
    switch self {
    case .scheduled: "'SCHEDULED'"
    case .pending: "'PENDING'"
    case .running: "'RUNNING'"
    case .completed: "'COMPLETED'"
    case .failed: "'FAILED'"
    case .cancelled: "'CANCELLED'"
    case .crashed: "'CRASHED'"
    case .paused: "'PAUSED'"
    case .cancelling: "'CANCELLING'"
    }
  }
}
