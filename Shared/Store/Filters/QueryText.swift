internal import Postgres

/// A query that is put together from text of ours and bound values.
struct QueryText {
  private var sql = ""
  private(set) var values: [SQLValue] = []
  /// How it is planned. To plan a query takes longer than to find a few rows by a key.
  var planning = Statement.Planning.forValues

  init(_ text: SQLText, _ values: [SQLValue] = []) {
    append(text, values)
  }

  /// Appends text in which each `$` stands for the next of the values.
  mutating func append(_ text: SQLText, _ bound: [SQLValue] = []) {
    var remaining = bound[...]
    for byte in text.text.unicodeScalars {
      if byte == "$", let value = remaining.popFirst() {
        values.append(value)
        sql += "$\(values.count)"
      } else {
        sql.unicodeScalars.append(byte)
      }
    }
  }

  /// Appends a number that is bound to be small, for the planner to see.
  mutating func append(literally number: Int) {
    sql += "\(number)"
  }

  /// The statement; it has no name, so that it is planned for its values, unless its plan is kept.
  var statement: Statement {
    Statement(composed: sql, planning: planning)
  }
}
