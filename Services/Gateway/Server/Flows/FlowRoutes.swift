internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/flows` (contract §2.1).
struct FlowRoutes: Sendable {
  let flows: FlowRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/flows/", create),
      .patch("/flows/{id:uuid}", update),
      .get("/flows/{id:uuid}", { .json(try await flows.read($0.uuid("id"))) }),
      .delete("/flows/{id:uuid}", delete),
      .post("/flows/count", count),
      .get("/flows/name/{name}", { .json(try await flows.read(name: $0.text("name"))) }),
      .post("/flows/filter", list),
      .post("/flows/paginate", paginate),
      .post("/flows/bulk_delete", deleteMany),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let (flow, isNew) = try await flows.upsert(requests.model(context))
    return .json(flow, status: isNew ? .created : .ok)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await flows.update(context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await flows.delete(context.uuid("id"))
    return .noContent()
  }

  private func deleteMany(_ context: RouteContext) async throws -> Response {
    let (filter, limit) = try requests.embedded(context) { body in
      (body.optional("flows", .model(FlowFilter.self)), body.bulkLimit())
    }
    return .json(deleted: try await flows.delete(filter, limit: limit))
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { EntityFilters(reader: &$0, queues: nil) }
    return .json(count: try await flows.count(filters))
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (limit, offset, filters, sort) = try requests.embedded(context) { body in
      (
        body.limit(), body.offset(), EntityFilters(reader: &body, queues: nil),
        body.value("sort", .enumeration(), default: FlowSort.nameAscending)
      )
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await flows.list(filters, sort: sort, page: page))
  }

  private func paginate(_ context: RouteContext) async throws -> Response {
    let (limit, number, filters, sort) = try requests.embedded(context) { body in
      (
        body.limit(), body.pageNumber(), EntityFilters(reader: &body, queues: nil),
        body.value("sort", .enumeration(), default: FlowSort.nameAscending)
      )
    }
    let page = try requests.page(limit: limit, number: number)
    let (results, total) = try await flows.page(filters, sort: sort, page: page)
    return .paginated(results, total: total, page: page, number: number)
  }
}
