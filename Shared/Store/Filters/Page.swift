internal import Postgres

/// Which part of a list is wanted.
public struct Page: Sendable, Hashable {
  public var limit: Int
  public var offset: Int

  public init(limit: Int, offset: Int = 0) {
    self.limit = limit
    self.offset = offset
  }

  /// How many rows there are on all pages. A page that is not full says it itself; only else they are counted.
  ///
  /// - Parameter found: How many rows are on this page.
  public func total(with found: Int, count: () async throws -> Int) async throws -> Int {
    if found < limit, found > 0 || offset == 0 { return offset + found }
    return try await count()
  }
}

extension QueryText {
  /// Ends the query with the page.
  ///
  /// The limit has to be in a plan that is kept: of one that it does not know the planner takes a tenth of all rows to be
  /// wanted. So that there are not too many of them, that is of first pages.
  ///
  /// - Parameter keepingPlan: Whether one plan suits any other values.
  mutating func append(_ page: Page, keepingPlan: Bool = false) {
    if keepingPlan, page.offset == 0, 0...1000 ~= page.limit {
      planning = .once
      append(" LIMIT ")
      append(literally: page.limit)
    } else {
      append(" LIMIT $ OFFSET $", [.int8(Int64(page.limit)), .int8(Int64(page.offset))])
    }
  }
}

extension Rows {
  /// The number in the first row; 0 without one.
  func count(column: Int) throws(DatabaseError) -> Int {
    guard let row = first else { return 0 }
    var reader = row.reader()
    for _ in 0..<column { reader.skip() }
    return try reader.int()
  }
}
