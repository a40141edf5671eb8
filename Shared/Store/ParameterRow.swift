/// The rows that a statement is given as parameters, a column each.
enum ParameterRow {
  /// A query for the row.
  ///
  /// - Parameter columns: Names and types.
  /// - Parameter count: How many parameters of the statement come before.
  static func select(_ columns: KeyValuePairs<StaticString, StaticString>, after count: Int = 0) -> String {
    "SELECT "
      + columns.enumerated().map { "$\(count + $0 + 1)::\($1.value) AS \($1.key)" }.joined(separator: ", ")
  }

  /// A query for the rows of all callers of a statement that serves many, each with its caller's `place`.
  static func selectAll(_ columns: [(key: StaticString, value: StaticString)], after count: Int = 0) -> String {
    let arrays = columns.enumerated().map { "$\(count + $0 + 1)::\($1.value)[]" }
    let names = columns.map { "\($0.key)" } + ["place"]
    return "SELECT * FROM unnest(\(arrays.joined(separator: ", "))) WITH ORDINALITY"
      + " AS parameter(\(names.joined(separator: ", ")))"
  }
}
