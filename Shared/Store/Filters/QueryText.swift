internal import Postgres

/// A query that is put together from text of ours and bound values.
struct QueryText {
  private var sql = ""
  private(set) var values: [SQLValue] = []

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

  /// The statement; it has no name, so it is planned for its values and not kept.
  var statement: Statement {
    Statement(composed: sql)
  }
}
