internal import Models
internal import Postgres
internal import Values

/// What a search finds: how many runs, and the ids of a page of them.
struct FoundPage {
  let total: Int
  private let ids: IdentifierFilter

  /// - Parameter query: By `QueryText.found`.
  init(_ query: QueryText, in database: Database) async throws {
    guard let row = try await database.run(query.statement, query.values, on: .bulk).first else {
      (total, ids) = (0, IdentifierFilter(any: []))
      return
    }
    var reader = row.reader()
    (total, ids) = (try reader.int(), IdentifierFilter(any: try reader.uuids()))
  }

  /// The runs of the page.
  var flowRuns: EntityFilters {
    var filters = EntityFilters()
    filters.flowRuns = FlowRunFilter()
    filters.flowRuns?.id = ids
    return filters
  }

  var taskRuns: EntityFilters {
    var filters = EntityFilters()
    filters.taskRuns = TaskRunFilter()
    filters.taskRuns?.id = ids
    return filters
  }
}
