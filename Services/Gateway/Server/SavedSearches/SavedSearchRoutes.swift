internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/saved_searches` (contract §2.1).
struct SavedSearchRoutes: Sendable {
  let searches: SavedSearchRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .put("/saved_searches/", upsert),
      .get("/saved_searches/{id:uuid}", { .json(try await searches.read($0.uuid("id"))) }),
      .delete("/saved_searches/{id:uuid}", delete),
      .post("/saved_searches/filter", list),
    ]
  }

  private func upsert(_ context: RouteContext) async throws -> Response {
    let (search, isNew) = try await searches.upsert(requests.model(context))
    return .json(search, status: isNew ? .created : .ok)
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await searches.delete(context.uuid("id"))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (_, page) = try requests.list(context) { _ in }
    return .json(list: try await searches.list(page: page))
  }
}
