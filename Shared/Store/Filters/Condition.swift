internal import Postgres

/// By what indexes have runs in order, of each flow, each deployment and of all.
enum IndexedOrder {
  /// When they started or will.
  case started
  /// When they were expected to start.
  case expected
}

/// What an id in a column says of how many rows have it.
enum IdentifierRole {
  /// Few, whichever it is.
  case key
  /// Many or few, and an index has those of each in any `IndexedOrder`.
  case reference
  /// Many or few, and an index has those of each in any `IndexedOrder`; but mostly several are asked for.
  case workQueue
  case other
}

/// What is asked of the rows that satisfy a condition.
enum QueryPurpose: Equatable {
  case count
  /// A page of them, and by what an index has those of each `reference` in the order of the list, nil if there is none.
  case list(IndexedOrder?)
}

/// What a row has to satisfy, as text of ours with the values bound beside it.
///
/// In the text of a `test`, each `$` stands for the next value. The text is an `SQLText`, so nothing from outside can
/// become part of it.
indirect enum Condition: Sendable {
  case always
  case never
  case test(SQLText, [SQLValue])
  /// A test of a column for a text that is in it, as ILIKE has it, for which an index of its letters may serve.
  ///
  /// - Parameter key: The part of the text that the index is asked for; nil for all of it.
  case search(SQLText, String, key: String? = nil)
  /// A test of a column for one id, or for one of some.
  case identifier(IdentifierRole, isOne: Bool, SQLText, [SQLValue])
  /// A test of a time by which an index has the rows in order.
  case moment(IndexedOrder, SQLText, [SQLValue])
  case all([Condition])
  case any([Condition])
  case not(Condition)
  /// Holds when the query, which ends in its own join condition, has a row that satisfies the inner condition.
  case exists(SQLText, Condition)
  /// Holds for the rows whose column has one of the values that the query gives, which ends in the inner condition. They are
  /// few, and an array of them is known first: the database might read all rows there are for a join.
  case few(SQLText, SQLText, Condition)

  /// Joins conditions by the filter's operator; none at all restricts nothing.
  static func combine(_ conditions: [Condition], anyOf: Bool) -> Condition {
    guard !conditions.isEmpty else { return .always }
    return anyOf ? .any(conditions) : .all(conditions)
  }

  /// Whether the same plan finds the rows best, whatever the values: it begins at a key, or knows how many rows there are.
  func hasOnePlan(for purpose: QueryPurpose) -> Bool {
    switch self {
    case .always, .never, .identifier(.key, _, _, _), .few: true
    case .identifier(.reference, _, _, _): purpose != .list(nil)
    case .identifier(.workQueue, _, _, _): purpose == .count
    case .identifier(.other, _, _, _), .search: false
    case .moment(let moment, _, _): moment == .expected && (purpose == .count || purpose == .list(.expected))
    case .test(_, let values): values.isEmpty
    case .all(let conditions): isRestrictive || conditions.allSatisfy { $0.hasOnePlan(for: purpose) }
    case .any(let conditions): conditions.allSatisfy { $0.hasOnePlan(for: purpose) }
    case .not(let inner), .exists(_, let inner): inner.hasOnePlan(for: purpose)
    }
  }

  /// Whether an index finds the rows in an order, and no others.
  func isIndexed(in order: IndexedOrder) -> Bool {
    switch self {
    case .always, .identifier(.reference, isOne: true, _, _): true
    case .moment(let moment, _, _): moment == order
    case .all(let conditions): conditions.allSatisfy { $0.isIndexed(in: order) }
    default: false
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

  /// Whether a text is searched for in a column, anywhere in the condition.
  func searches(_ column: SQLText) -> Bool {
    switch self {
    case .search(let searched, _, _): searched == column
    case .all(let conditions), .any(let conditions): conditions.contains { $0.searches(column) }
    case .not(let inner), .exists(_, let inner), .few(_, _, let inner): inner.searches(column)
    default: false
    }
  }

  /// The same condition, where searches have a key.
  ///
  /// - Parameter key: Of the search of a column for a text; nil for none.
  func mappingSearches(_ key: (SQLText, String) -> String?) -> Condition {
    switch self {
    case .search(let column, let text, _): .search(column, text, key: key(column, text))
    case .all(let conditions): .all(conditions.map { $0.mappingSearches(key) })
    case .any(let conditions): .any(conditions.map { $0.mappingSearches(key) })
    case .not(let inner): .not(inner.mappingSearches(key))
    case .exists(let select, let inner): .exists(select, inner.mappingSearches(key))
    case .few(let column, let select, let inner): .few(column, select, inner.mappingSearches(key))
    default: self
    }
  }

  /// Whether few rows satisfy it at all, which a key finds.
  private var isRestrictive: Bool {
    switch self {
    case .identifier(.key, _, _, _), .few: true
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
    case .test(let text, let values), .identifier(_, _, let text, let values), .moment(_, let text, let values):
      query.append(text, values)
    case .search(let column, let text, nil): query.append(column + " ILIKE '%' || $ || '%'", [.text(text)])
    case .search(let column, let text, let key?):
      query.append("(" + column + " ILIKE '%' || $ || '%' AND ", [.text(key)])
      // Of what is not the column itself the index is not asked.
      query.append("(" + column + " || '') ILIKE '%' || $ || '%')", [.text(text)])
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
    case .few(let column, let select, let inner):
      query.append(column + " = ANY(ARRAY(" + select)
      inner.write(to: &query)
      query.append("))")
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
