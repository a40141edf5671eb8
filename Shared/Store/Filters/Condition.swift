internal import Postgres

/// By what indexes have runs in order, of each flow, each deployment and of all.
enum IndexedOrder {
  /// When they started or will.
  case started
  /// When they were expected to start.
  case expected
}

/// What a row has to satisfy, as text of ours with the values bound beside it.
///
/// In the text of a `test`, each `$` stands for the next value. The text is an `SQLText`, so nothing from outside can
/// become part of it.
indirect enum Condition: Sendable {
  case always
  case never
  case test(SQLText, [SQLValue])
  /// A test of a text for what is in it, for which an index of its letters may serve.
  case search(SQLText, [SQLValue])
  /// A test of ids that few rows have, whichever these are.
  case key(SQLText, [SQLValue])
  /// A test of ids of something that many or few rows may belong to.
  case reference(SQLText, [SQLValue])
  /// A test of the time when a run is expected to start.
  case expected(SQLText, [SQLValue])
  case all([Condition])
  case any([Condition])
  case not(Condition)
  /// Holds when the query, which ends in its own join condition, has a row that satisfies the inner condition.
  case exists(SQLText, Condition)

  /// Joins conditions by the filter's operator; none at all restricts nothing.
  static func combine(_ conditions: [Condition], anyOf: Bool) -> Condition {
    guard !conditions.isEmpty else { return .always }
    return anyOf ? .any(conditions) : .all(conditions)
  }

  /// Whether the same plan finds the rows best, whatever the values: it begins at a key, or knows how many rows there are.
  ///
  /// - Parameter order: By what an index has the rows of each reference in the order that is wanted, nil if there is none.
  func hasOnePlan(inOrder order: IndexedOrder?) -> Bool {
    switch self {
    case .always, .never, .key: true
    case .reference: order != nil
    case .expected: order == .expected
    case .search: false
    case .test(_, let values): values.isEmpty
    case .all(let conditions): isRestrictive || conditions.allSatisfy { $0.hasOnePlan(inOrder: order) }
    case .any(let conditions): conditions.allSatisfy { $0.hasOnePlan(inOrder: order) }
    case .not(let inner), .exists(_, let inner): inner.hasOnePlan(inOrder: order)
    }
  }

  /// Whether it searches all rows for a text.
  var isSearch: Bool {
    switch self {
    case .search: true
    case .all(let conditions): conditions.contains(where: \.isSearch)
    default: false
    }
  }

  /// Whether few rows satisfy it at all, which a key finds.
  private var isRestrictive: Bool {
    switch self {
    case .key: true
    case .all(let conditions): conditions.contains(where: \.isRestrictive)
    default: false
    }
  }

  /// Appends the condition to a query as one boolean expression.
  ///
  /// - Parameter probing: Has the database look up for each row in turn what has to exist. Left alone, it may read all that
  ///   exists first, if it takes the rows for many.
  func write(to query: inout QueryText, probing: Bool = false) {
    switch self {
    case .always: query.append("TRUE")
    case .never: query.append("FALSE")
    case .test(let text, let values), .key(let text, let values), .reference(let text, let values),
      .expected(let text, let values), .search(let text, let values):
      query.append(text, values)
    case .all(let conditions): Condition.write(conditions, joinedBy: " AND ", whenNone: "TRUE", to: &query, probing)
    case .any(let conditions): Condition.write(conditions, joinedBy: " OR ", whenNone: "FALSE", to: &query, probing)
    case .not(let inner):
      query.append("NOT ")
      inner.write(to: &query, probing: probing)
    case .exists(let select, let inner):
      query.append("EXISTS (")
      query.append(select)
      query.append(" AND ")
      inner.write(to: &query, probing: probing)
      query.append(probing ? " OFFSET 0)" : ")")
    }
  }

  private static func write(
    _ conditions: [Condition], joinedBy separator: SQLText, whenNone: SQLText, to query: inout QueryText,
    _ probing: Bool
  ) {
    guard !conditions.isEmpty else {
      query.append(whenNone)
      return
    }
    query.append("(")
    for (index, condition) in conditions.enumerated() {
      if index > 0 { query.append(separator) }
      condition.write(to: &query, probing: probing)
    }
    query.append(")")
  }
}
