/// What a statement answered: its rows, and how many rows it touched.
public struct Rows: Sendable, RandomAccessCollection {
  let result: QueryResult
  public let endIndex: Int

  init(_ result: QueryResult) {
    self.result = result
    endIndex = result.rowCount
  }

  public var startIndex: Int { 0 }

  public subscript(position: Int) -> Row {
    precondition(position >= 0 && position < endIndex, "row \(position) of \(endIndex)")
    return Row(result: result, index: position)
  }

  /// The number of rows in the command tag: inserted, updated, deleted or selected.
  public var affected: Int { result.affected }
}

/// One row of an answer.
public struct Row: Sendable {
  let result: QueryResult
  let index: Int

  /// A reader that starts at the first column.
  public func reader() -> RowReader { RowReader(result: result, row: index) }
}
