internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/work_pools/{name}/workers` (contract §2.1): what the gateway passes on.
struct WorkerRoutes: Sendable {
  let workers: WorkerRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/work_pools/{work_pool_name}/workers/heartbeat", heartbeat),
      .post("/work_pools/{work_pool_name}/workers/filter", list),
      .delete("/work_pools/{work_pool_name}/workers/{name}", delete),
    ]
  }

  private func heartbeat(_ context: RouteContext) async throws -> Response {
    let heartbeat = try requests.embedded(context) { WorkerHeartbeat(reader: &$0) }
    try await workers.record(heartbeat, pool: context.text("work_pool_name"))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filter, page) = try requests.list(context) { $0.optional("workers", .model(WorkerFilter.self)) }
    return .json(list: try await workers.list(filter, pool: context.text("work_pool_name"), page: page))
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await workers.delete(context.text("name"), pool: context.text("work_pool_name"))
    return .noContent()
  }
}
