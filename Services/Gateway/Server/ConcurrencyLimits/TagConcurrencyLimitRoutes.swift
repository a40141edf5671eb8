internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store
internal import Values

/// `/concurrency_limits`: limits of tags (contract §2.1, §7.11).
struct TagConcurrencyLimitRoutes: Sendable {
  let limits: TagConcurrencyLimitRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/concurrency_limits/", create),
      .get("/concurrency_limits/{id:uuid}", { .json(try await limits.read($0.uuid("id"))) }),
      .delete("/concurrency_limits/{id:uuid}", delete),
      .get("/concurrency_limits/tag/{tag}", { .json(try await limits.read(tag: $0.text("tag"))) }),
      .delete("/concurrency_limits/tag/{tag}", deleteByTag),
      .post("/concurrency_limits/filter", list),
      .post("/concurrency_limits/tag/{tag}/reset", reset),
      .post("/concurrency_limits/increment", increment),
      .post("/concurrency_limits/decrement", decrement),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let (limit, isNew) = try await limits.upsert(requests.model(context))
    return .json(limit, status: isNew ? .created : .ok)
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await limits.delete(context.uuid("id"))
    return .null()
  }

  private func deleteByTag(_ context: RouteContext) async throws -> Response {
    try await limits.delete(tag: context.text("tag"))
    return .null()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (limit, offset) = try requests.embedded(context) { ($0.limit(), $0.offset()) }
    return .json(list: try await limits.list(page: requests.page(limit: limit, offset: offset)))
  }

  private func reset(_ context: RouteContext) async throws -> Response {
    let holders = try requests.embedded(context) { $0.optional("slot_override", .list(.uuid)) }
    try await limits.reset(tag: context.text("tag"), to: holders ?? [])
    return .null()
  }

  private func increment(_ context: RouteContext) async throws -> Response {
    .json(list: try await limits.take(requests.embedded(context) { TagSlotRequest(reader: &$0) }))
  }

  private func decrement(_ context: RouteContext) async throws -> Response {
    .json(list: try await limits.giveBack(requests.embedded(context) { TagSlotRequest(reader: &$0) }))
  }
}
