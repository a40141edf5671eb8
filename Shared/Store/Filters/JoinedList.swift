internal import Postgres
internal import Values

/// A list of a table's rows with what hangs on each of them, whatever is asked of the rows.
struct JoinedList {
  let columns: SQLText
  /// What the table's rows are called in all these texts.
  let row: SQLText
  let source: SQLText
  /// The joins to what hangs on a row; each finds one at most.
  let relations: SQLText
  /// The columns that orders use.
  let ordering: SQLText
  let order: SQLText
  /// By what an index has the rows of each `reference` in the order.
  var indexed: IndexedOrder?
  /// The largest page that is found before what hangs on its rows. To look up more rows again takes longer than to plan the joins.
  var largestFoundFirst = 0

  /// A page of the rows that satisfy a condition.
  ///
  /// Where values decide on the plan, a small page is found first, and then its rows: for what hangs on rows with known ids a
  /// plan is kept.
  func rows(where condition: Condition, page: Page, in database: Database) async throws -> Rows {
    if page.limit <= largestFoundFirst {
      let ids = QueryText.list(
        row + ".id", from: source, where: condition, order: order, indexed: indexed, page: page)
      if ids.planning == .forValues {
        let found = try await database.run(ids.statement, ids.values, on: .bulk).map { row in
          var reader = row.reader()
          return try reader.uuid()
        }
        return try await rows(of: found, limit: page.limit, in: database)
      }
    }
    let query = query(where: condition, page: page)
    return try await database.run(query.statement, query.values, on: .bulk)
  }

  /// The same page of rows in which a text is searched for, and how many there are on all pages: what takes long is to find
  /// them, so it is done once.
  func found(
    where condition: Condition, page: Page, in database: Database
  ) async throws -> (rows: Rows, total: Int) {
    var query = QueryText(
      "WITH found AS MATERIALIZED (SELECT " + row + ".id, " + ordering + " FROM " + source + " WHERE ")
    condition.write(to: &query)
    query.append(") SELECT (SELECT count(*) FROM found), ")
    query.append("ARRAY(SELECT " + row + ".id FROM found " + row + " ORDER BY " + order)
    query.append(page)
    query.append(")")
    query.planning = .withoutIndexScans
    var (total, ids) = (0, [UUID]())
    if let row = try await database.run(query.statement, query.values, on: .bulk).first {
      var reader = row.reader()
      (total, ids) = (try reader.int(), try reader.uuids())
    }
    return (try await rows(of: ids, limit: page.limit, in: database), total)
  }

  /// The rows that have some ids, no more than the limit of a page.
  private func rows(of ids: [UUID], limit: Int, in database: Database) async throws -> Rows {
    let isOne = Condition.identifier(.key, isOne: false, row + ".id = ANY($)", [.uuids(ids)])
    let query = query(where: isOne, page: Page(limit: limit))
    return try await database.run(query.statement, query.values, on: .bulk)
  }

  /// A page of the rows that refer to one of some ids, which an index has in the order for each id.
  func rows(
    each reference: SQLText, _ ids: [UUID], where condition: Condition, page: Page, in database: Database
  ) async throws -> Rows {
    let query = QueryText.list(
      columns, of: row, from: source, with: relations, each: reference, ids, where: condition, order: order, page: page)
    return try await database.run(query.statement, query.values, on: .bulk)
  }

  private func query(where condition: Condition, page: Page) -> QueryText {
    .list(
      columns, of: row, from: source, with: relations, where: condition, order: order, indexed: indexed, page: page)
  }
}
