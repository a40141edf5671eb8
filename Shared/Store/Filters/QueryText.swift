internal import Postgres

/// A query that is put together from text of ours and bound values.
struct QueryText {
  private var sql: [UInt8] = []
  private(set) var values: [SQLValue] = []
  /// How it is planned. To plan a query takes longer than to find a few rows by a key.
  var planning = Statement.Planning.forValues

  init(_ text: SQLText, _ values: [SQLValue] = []) {
    append(text, values)
  }

  /// Appends text in which each `$` stands for the next of the values.
  mutating func append(_ text: SQLText, _ bound: [SQLValue] = []) {
    var text = text.text
    text.withUTF8 { text in
      var rest = text[...]
      for value in bound {
        guard let place = rest.firstIndex(of: UInt8(ascii: "$")) else { break }
        values.append(value)
        sql += rest[...place]
        sql += "\(values.count)".utf8
        rest = rest[(place + 1)...]
      }
      sql += rest
    }
  }

  /// Appends a number that is bound to be small, for the planner to see.
  mutating func append(literally number: Int) {
    sql += "\(number)".utf8
  }

  /// The statement; it has no name, so that it is planned for its values, unless its plan is kept.
  var statement: Statement {
    Statement(composed: String(decoding: sql, as: UTF8.self), planning: planning)
  }
}
