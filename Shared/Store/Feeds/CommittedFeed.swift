internal import Models
internal import Postgres
internal import Values

/// Reads the rows of a table in the order of their commits, without gaps and each once.
///
/// A row is new when the transaction that made it (`xmin`) is in the current snapshot but not in the position's. The rows to
/// look at are found by an index on `updated`, the start of that transaction: of those that are not in a snapshot, each was
/// under way when it was taken, or began later. When the oldest one under way began is asked of `pg_stat_activity` after one
/// snapshot, and so before the next, whose rows it bounds. The write path pays nothing for it: no column, no sequence, no
/// lock.
///
/// It takes for granted that rows are never changed, that `updated` is the database's clock, and that rows are not made
/// under a savepoint.
public struct CommittedFeed<Item: Sendable>: Sendable {
  /// A table, as the feed sees it.
  struct Source: Sendable {
    /// The table with its alias `e`.
    var table: SQLText
    /// When a row's matter occurred: by it and the id rows of one transaction are ordered.
    var occurred: SQLText
    var columns: SQLText
    var read: @Sendable (inout RowReader) throws(DatabaseError) -> Item
    /// What else has to hold of a row `e`.
    var condition: Condition = .always
  }

  let database: Database
  let source: Source

  /// A backend may have begun a transaction and not shown it yet; the search reaches back that much further.
  private static var slack: SQLText { "interval '200 milliseconds'" }

  /// Where what is committed from now on begins.
  public func begin() async throws -> FeedPosition {
    let since = try await ask("SELECT " + Self.activity) { reader throws(DatabaseError) in try reader.timestamp() }
    let snapshot = try await ask("SELECT pg_current_snapshot()::text") { reader throws(DatabaseError) in
      try reader.text()
    }
    return FeedPosition(snapshot: snapshot, since: since, next: since)
  }

  private func ask<Answer>(
    _ query: SQLText, _ read: (inout RowReader) throws(DatabaseError) -> Answer
  ) async throws -> Answer {
    let rows = try await database.run(QueryText(query).statement, on: .bulk)
    guard let row = rows.first else { throw DatabaseError.decoding("no row") }
    var reader = row.reader()
    return try read(&reader)
  }

  /// When the oldest transaction began that is under way and may have made rows. One that has written nothing in 10 seconds
  /// is taken for a reader, so that a dump does not hold the feed up.
  private static var activity: SQLText {
    """
    least(clock_timestamp(), (
      SELECT min(CASE WHEN a.backend_xid IS NULL THEN greatest(a.xact_start, clock_timestamp() - interval '10 seconds')
        ELSE a.xact_start END)
      FROM pg_stat_activity a WHERE a.datname = current_database() AND a.backend_type = 'client backend'))
    """
  }

  /// What was committed behind a position, a page of it.
  ///
  /// - Parameters:
  ///   - end: A position to stop at, which lies between two readings; nil for now.
  public func read(after position: FeedPosition, until end: FeedPosition? = nil, limit: Int) async throws -> FeedPage<
    Item
  > {
    let query = query(after: position, until: position.page?.until ?? end?.snapshot, limit: limit)
    let rows = try await database.run(query.statement, query.values, on: .bulk)
    guard let first = rows.first else { throw DatabaseError.decoding("no snapshot") }
    var head = first.reader()
    let until = try head.text()
    let active = try head.timestamp()
    var items: [Item] = []
    var last: (made: Timestamp, occurred: Timestamp, id: UUID)?
    if try !head.isNull() {
      items.reserveCapacity(rows.count)
      for row in rows {
        var reader = row.reader()
        reader.skip()
        reader.skip()
        last = (try reader.timestamp(), try reader.timestamp(), try reader.uuid())
        items.append(try source.read(&reader))
      }
    }
    let next = position.page?.next ?? active
    guard let last, items.count == limit else {
      let reached = FeedPosition(snapshot: until, since: position.next, next: next)
      if let end, end.snapshot != until { return FeedPage(items: items, position: reached, isLast: false) }
      return FeedPage(items: items, position: end ?? reached, isLast: true)
    }
    var further = position
    further.page = FeedPosition.Page(until: until, next: next, made: last.made, occurred: last.occurred, id: last.id)
    return FeedPage(items: items, position: further, isLast: false)
  }

  private func query(after position: FeedPosition, until: String?, limit: Int) -> QueryText {
    var query = QueryText(
      """
      WITH bounds AS MATERIALIZED (
        SELECT $::text::pg_snapshot AS since, COALESCE($::text::pg_snapshot, pg_current_snapshot()) AS until)
      SELECT b.until::text,
      """, [.text(position.snapshot), .text(until)])
    query.append(" " + Self.activity + ", e.* FROM bounds b LEFT JOIN LATERAL (SELECT e.updated AS made, ")
    query.append(source.occurred + " AS at, e.id AS key, " + source.columns + " FROM " + source.table)
    query.append(" WHERE e.updated >= $::timestamptz - " + Self.slack, [.timestamp(position.since)])
    query.append(
      " AND NOT " + Condition.isIn("b.since", upTo: "b.until") + " AND " + Condition.isIn("b.until", upTo: "b.until"))
    query.append(" AND ")
    source.condition.write(to: &query)
    if let page = position.page {
      query.append(
        " AND e.updated >= $ AND (e.updated, " + source.occurred + ", e.id) > ($, $, $)",
        [.timestamp(page.made), .timestamp(page.made), .timestamp(page.occurred), .uuid(page.id)])
    }
    query.append(
      " ORDER BY e.updated, " + source.occurred + ", e.id LIMIT $) e ON TRUE ORDER BY e.made, e.at, e.key",
      [.int8(Int64(limit))])
    return query
  }
}

extension Condition {
  /// That a row `e` of the table of events was committed by a position, and read if the position is on a page.
  static func isCommitted(by position: FeedPosition) -> Condition {
    guard let page = position.page else { return isVisible(in: position.snapshot) }
    let isOnPage = Condition.test(
      "(e.updated, e.occurred, e.id) <= ($, $, $)",
      [.timestamp(page.made), .timestamp(page.occurred), .uuid(page.id)])
    return .any([isVisible(in: position.snapshot), .all([isVisible(in: page.until), isOnPage])])
  }

  private static func isVisible(in text: String) -> Condition {
    let snapshot: SQLText = "$::text::pg_snapshot"
    return .test(isIn(snapshot, upTo: snapshot), Array(repeating: SQLValue.text(text), count: 3))
  }

  /// That the transaction that made a row `e` is in a snapshot.
  ///
  /// A row has the lower half of its transaction's number; the upper half is that of the nearest number to a snapshot's end.
  fileprivate static func isIn(_ snapshot: SQLText, upTo end: SQLText) -> SQLText {
    "pg_visible_in_snapshot((pg_snapshot_xmax(" + end + ")::text::int8 + ((e.xmin::text::int8 - pg_snapshot_xmax(" + end
      + ")::text::int8 + 2147483648) & 4294967295) - 2147483648)::text::xid8, " + snapshot + ")"
  }
}
