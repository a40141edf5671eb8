internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// The queues of a pool (contract §2.1).
struct WorkPoolQueueRoutes: Sendable {
  let queues: WorkQueueRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/work_pools/{work_pool_name}/queues", create),
      .get(
        "/work_pools/{work_pool_name}/queues/{name}",
        { .json(try await queues.read($0.text("name"), pool: $0.text("work_pool_name"))) }),
      .patch("/work_pools/{work_pool_name}/queues/{name}", update),
      .delete("/work_pools/{work_pool_name}/queues/{name}", delete),
      .post("/work_pools/{work_pool_name}/queues/filter", list),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    .json(try await queues.create(requests.model(context), pool: context.text("work_pool_name")), status: .created)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await queues.update(context.text("name"), pool: context.text("work_pool_name"), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await queues.delete(context.text("name"), pool: context.text("work_pool_name"))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filter, limit, offset) = try requests.embedded(context) { body in
      (body.optional("work_queues", .model(WorkQueueFilter.self)), body.limit(), body.offset())
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await queues.list(filter, pool: context.text("work_pool_name"), page: page))
  }
}
