internal import Configuration
internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store

/// `/work_pools/{name}/workers` (contract §2.1): what the gateway passes on.
struct WorkerRoutes: Sendable {
  let workers: WorkerRepository
  let limits: BodyLimits
  /// The largest and default length of a list.
  let defaultLimit: Int

  var routes: [Route] {
    [
      .post("/work_pools/{work_pool_name}/workers/heartbeat", heartbeat),
      .post("/work_pools/{work_pool_name}/workers/filter", list),
      .delete("/work_pools/{work_pool_name}/workers/{name}", delete),
    ]
  }

  private func heartbeat(_ context: RouteContext) async throws -> Response {
    let heartbeat = try embedded(context) { WorkerHeartbeat(reader: &$0) }
    try await workers.record(heartbeat, pool: context.text("work_pool_name"))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filter, limit, offset) = try embedded(context) { body in
      (
        body.optional("workers", .model(WorkerFilter.self)), body.optional("limit", .integer),
        body.value("offset", .integer(atLeast: 0), default: 0)
      )
    }
    let page = Page(limit: limit ?? defaultLimit, offset: offset)
    if page.limit > defaultLimit {
      throw DomainError.unprocessable("Invalid limit: must be less than or equal to \(defaultLimit).")
    }
    if page.limit < 0 { throw DomainError.unprocessable("Invalid limit: must be greater than or equal to 0.") }
    return .json(list: try await workers.list(filter, pool: context.text("work_pool_name"), page: page))
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await workers.delete(context.text("name"), pool: context.text("work_pool_name"))
    return .noContent()
  }

  private func embedded<Parameters>(
    _ context: RouteContext, _ read: (inout ObjectReader) -> Parameters
  ) throws -> Parameters {
    try Body.embedded(
      context.request.body, contentType: context.request.headers["content-type"], limits: limits, read)
  }
}

extension BodyLimits {
  /// The limits that the settings give.
  init(_ settings: Settings) {
    self.init(
      json: JSONLimits(
        maximumDepth: settings.limits.maximumJSONDepth, maximumBytes: settings.limits.maximumBodyBytes))
  }
}
