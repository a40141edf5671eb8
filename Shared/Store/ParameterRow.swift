/// One row that a statement is given as parameters, a column each.
enum ParameterRow {
  /// A query for the row.
  ///
  /// - Parameter columns: Names and types.
  /// - Parameter count: How many parameters of the statement come before.
  static func select(_ columns: KeyValuePairs<StaticString, StaticString>, after count: Int = 0) -> String {
    "SELECT "
      + columns.enumerated().map { "$\(count + $0 + 1)::\($1.value) AS \($1.key)" }.joined(separator: ", ")
  }
}
