/// What a statement answered: its rows, and how many rows it touched.
public struct Rows: Sendable, RandomAccessCollection {
  let result: QueryResult
  public let endIndex: Int
  /// Those rows of the result that are the caller's, if it shares it with others; they have the caller's place before
  /// their own columns.
  private let shared: [Int]?

  init(_ result: QueryResult) {
    self.result = result
    endIndex = result.rowCount
    shared = nil
  }

  private init(_ result: QueryResult, shared: [Int]) {
    self.result = result
    endIndex = shared.count
    self.shared = shared
  }

  /// The rows of each caller of a statement that serves many.
  ///
  /// - Parameter callers: How many there were.
  static func shares(of result: QueryResult, callers: Int) -> [Rows] {
    var shares = [[Int]](repeating: [], count: callers)
    for row in 0..<result.rowCount {
      guard let place = result.value(row: row, column: 0).flatMap(BinaryValue.integer), 1...callers ~= place else {
        preconditionFailure("a statement for many begins its rows with the place of a caller")
      }
      shares[place - 1].append(row)
    }
    return shares.map { Rows(result, shared: $0) }
  }

  public var startIndex: Int { 0 }

  public subscript(position: Int) -> Row {
    precondition(position >= 0 && position < endIndex, "row \(position) of \(endIndex)")
    guard let shared else { return Row(result: result, index: position, firstColumn: 0) }
    return Row(result: result, index: shared[position], firstColumn: 1)
  }

  /// The number of rows in the command tag: inserted, updated, deleted or selected.
  public var affected: Int { shared?.count ?? result.affected }
}

/// One row of an answer.
public struct Row: Sendable {
  let result: QueryResult
  let index: Int
  let firstColumn: Int

  /// A reader that starts at the first column.
  public func reader() -> RowReader { RowReader(result: result, row: index, column: firstColumn) }
}
