internal import Postgres

/// Which part of a list is wanted.
public struct Page: Sendable, Hashable {
  public var limit: Int
  public var offset: Int

  public init(limit: Int, offset: Int = 0) {
    self.limit = limit
    self.offset = offset
  }

  /// The rows of this page, and how many there are on all pages.
  ///
  /// They are counted while the page is found: most pages are full, and what fills no page is soon counted. But to count what a
  /// search finds takes as long as to find it, and it often finds few.
  ///
  /// - Parameter isSearch: Whether they are counted only if the page does not tell it.
  public func rows<Row: Sendable>(
    isSearch: Bool = false, _ list: @Sendable () async throws -> [Row], count: @Sendable () async throws -> Int
  ) async throws -> (rows: [Row], total: Int) {
    guard !isSearch else {
      let rows = try await list()
      if let total = total(with: rows.count) { return (rows, total) }
      return (rows, try await count())
    }
    async let counted = count()
    let rows = try await list()
    if let total = total(with: rows.count) { return (rows, total) }
    return (rows, try await counted)
  }

  /// How many rows there are on all pages, if the number of those on this one tells.
  private func total(with found: Int) -> Int? {
    found < limit && (found > 0 || offset == 0) ? offset + found : nil
  }
}

extension QueryText {
  /// Ends the query with the page.
  mutating func append(_ page: Page) {
    append(" LIMIT $ OFFSET $", [.int8(Int64(page.limit)), .int8(Int64(page.offset))])
  }

  /// The same for rows that satisfy a condition, where the plan may be kept.
  ///
  /// The limit has to be in a plan that is kept: of one that it does not know the planner takes a tenth of all rows to be
  /// wanted, which matters unless it has to follow an index. So that there are not too many plans, that is of usual pages.
  ///
  /// - Parameters:
  ///   - condition: What they satisfy.
  ///   - indexed: By what an index has those of each `reference` in their order, nil if there is none.
  mutating func append(_ page: Page, of condition: Condition, inOrder indexed: IndexedOrder?) {
    let isInOrder = indexed.map(condition.isIndexed) ?? false
    guard isInOrder || page.offset == 0 && condition.hasOnePlan(for: .list(indexed)), 0...1000 ~= page.limit else {
      return append(page)
    }
    planning = isInOrder ? .onceInOrder : .once
    append(" LIMIT ")
    append(literally: page.limit)
    if page.offset > 0 { append(" OFFSET $", [.int8(Int64(page.offset))]) }
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
