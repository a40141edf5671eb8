internal import Postgres

extension QueryText {
  /// The rows of a list: the columns of what satisfies a condition, in an order, a page of them.
  static func list(
    _ columns: SQLText, from source: SQLText, where condition: Condition, order: SQLText, page: Page
  ) -> QueryText {
    var query = QueryText("SELECT " + columns + " FROM " + source + " WHERE ")
    condition.write(to: &query)
    query.append(" ORDER BY " + order)
    query.append(page)
    return query
  }

  /// How many rows satisfy a condition.
  static func count(from source: SQLText, where condition: Condition) -> QueryText {
    var query = QueryText("SELECT count(*) FROM " + source + " WHERE ")
    condition.write(to: &query)
    return query
  }
}
