internal import Postgres
internal import Values

extension QueryText {
  /// The rows of a list: the columns of what satisfies a condition, in an order, a page of them.
  ///
  /// - Parameters:
  ///   - indexed: By what an index has the rows of each `reference` in that order.
  ///   - isOfFew: Whether there are so few rows in all that are read that any plan will do.
  static func list(
    _ columns: SQLText, from source: SQLText, where condition: Condition, order: SQLText, indexed: IndexedOrder? = nil,
    isOfFew: Bool = false, page: Page
  ) -> QueryText {
    var query = QueryText("SELECT " + columns + " FROM " + source + " WHERE ")
    condition.write(to: &query)
    query.append(" ORDER BY " + order)
    query.append(page, of: condition, inOrder: indexed)
    if isOfFew { query.planning = .once }
    return query
  }

  /// The same where more hangs on each row of a table: the page is found in the table alone, so that nothing is looked up
  /// for rows that are not on it.
  ///
  /// - Parameters:
  ///   - row: What the table's rows are called in all these texts.
  ///   - relations: The joins to what hangs on a row; each finds one at most.
  ///   - indexed: By what an index has the rows of each `reference` in the order.
  ///   - isOfFew: Whether there are so few rows in all that are read that any plan will do.
  static func list(
    _ columns: SQLText, of row: SQLText, from source: SQLText, with relations: SQLText, where condition: Condition,
    order: SQLText, indexed: IndexedOrder? = nil, isOfFew: Bool = false, page: Page
  ) -> QueryText {
    var query = QueryText("SELECT " + columns + " FROM (SELECT " + row + ".* FROM " + source + " WHERE ")
    condition.write(to: &query)
    query.append(" ORDER BY " + order)
    query.append(page, of: condition, inOrder: indexed)
    query.append(") " + row + " " + relations + " ORDER BY " + order)
    if isOfFew { query.planning = .once }
    return query
  }

  /// The same of the rows that refer to one of some ids, which an index has in the order for each id.
  ///
  /// As many as fill the pages up to this one are taken for each id, and the page of them all.
  static func list(
    _ columns: SQLText, of row: SQLText, from source: SQLText, with relations: SQLText, each reference: SQLText,
    _ ids: [UUID], where condition: Condition, order: SQLText, page: Page
  ) -> QueryText {
    var query = QueryText(
      "SELECT " + columns + " FROM (SELECT " + row + ".* FROM unnest($::uuid[]) e(id) ", [.uuids(ids)])
    query.append("CROSS JOIN LATERAL (SELECT " + row + ".* FROM " + source + " WHERE " + reference + " = e.id AND ")
    condition.write(to: &query)
    query.append(" ORDER BY " + order)
    query.append(Page(limit: page.limit + page.offset))
    query.append(") " + row + " ORDER BY " + order)
    query.append(page)
    query.append(") " + row + " " + relations + " ORDER BY " + order)
    query.planning = .onceInOrder
    return query
  }

  /// How many rows that satisfy a condition are in which state.
  static func countByState(from source: SQLText, where condition: Condition) -> QueryText {
    var query = QueryText("SELECT state_type, count(*) FROM " + source + " WHERE state_type IS NOT NULL AND ")
    condition.write(to: &query)
    query.append(" GROUP BY 1")
    return query
  }

  /// How many rows satisfy a condition.
  ///
  /// - Parameter isOfFew: Whether there are so few rows in all that are read that any plan will do.
  static func count(from source: SQLText, where condition: Condition, isOfFew: Bool = false) -> QueryText {
    var query = QueryText("SELECT count(*) FROM " + source + " WHERE ")
    query.append(counting: condition)
    if isOfFew {
      query.planning = .once
    } else if query.planning == .forValues, condition.isSearch {
      query.planning = .withoutIndexScans
    }
    return query
  }

  /// Appends what rows have to satisfy to be counted. If the same plan finds them best whatever the values, it is kept.
  mutating func append(counting condition: Condition) {
    condition.write(to: &self)
    if condition.hasOnePlan(for: .count) { planning = .once }
  }
}
