internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/variables` (contract §2.1). The slice that the others are modelled on.
struct VariableRoutes: Sendable {
  let variables: VariableRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/variables/", create),
      .get("/variables/{id:uuid}", { try await read($0, .id($0.uuid("id"))) }),
      .patch("/variables/{id:uuid}", { try await update($0, .id($0.uuid("id"))) }),
      .delete("/variables/{id:uuid}", { try await delete($0, .id($0.uuid("id"))) }),
      .get("/variables/name/{name}", { try await read($0, .name($0.text("name"))) }),
      .patch("/variables/name/{name}", { try await update($0, .name($0.text("name"))) }),
      .delete("/variables/name/{name}", { try await delete($0, .name($0.text("name"))) }),
      .post("/variables/filter", list),
      .post("/variables/count", count),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    .json(try await variables.create(requests.model(context)), status: .created)
  }

  private func read(_ context: RouteContext, _ key: VariableKey) async throws -> Response {
    .json(try await variables.read(key))
  }

  private func update(_ context: RouteContext, _ key: VariableKey) async throws -> Response {
    try await variables.update(key, requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext, _ key: VariableKey) async throws -> Response {
    try await variables.delete(key)
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (limit, offset, filter, sort) = try requests.embedded(context) { body in
      (
        body.limit(), body.offset(), body.optional("variables", .model(VariableFilter.self)),
        body.value("sort", .enumeration(), default: VariableSort.nameAscending)
      )
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await variables.list(filter, sort: sort, page: page))
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filter = try requests.embedded(context) { $0.optional("variables", .model(VariableFilter.self)) }
    return .json(count: try await variables.count(filter))
  }
}
