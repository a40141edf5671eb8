internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store
internal import Values

/// `/v2/concurrency_limits` (contract §2.1, §7.11).
struct ConcurrencyLimitRoutes: Sendable {
  let limits: ConcurrencyLimitRepository
  let slots: SlotRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/v2/concurrency_limits/", create),
      .get("/v2/concurrency_limits/{id_or_name}", read),
      .patch("/v2/concurrency_limits/{id_or_name}", update),
      .delete("/v2/concurrency_limits/{id_or_name}", delete),
      .post("/v2/concurrency_limits/filter", list),
      .post("/v2/concurrency_limits/increment", increment),
      .post("/v2/concurrency_limits/increment-with-lease", incrementWithLease),
      .post("/v2/concurrency_limits/decrement", decrement),
      .post("/v2/concurrency_limits/decrement-with-lease", endLease),
      .post("/v2/concurrency_limits/leases/{lease_id}/renew", renewLease),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    .json(try await limits.create(requests.model(context)), status: .created)
  }

  private func read(_ context: RouteContext) async throws -> Response {
    .json(ConcurrencyLimitSummary(try await limits.read(key(context))))
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await limits.update(key(context), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await limits.delete(key(context))
    return .noContent()
  }

  private func key(_ context: RouteContext) -> ConcurrencyLimitKey {
    ConcurrencyLimitKey(context.text("id_or_name"))
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (limit, offset) = try requests.embedded(context) { ($0.limit(), $0.offset()) }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await limits.list(page: page).map(ConcurrencyLimitSummary.init))
  }

  private func increment(_ context: RouteContext) async throws -> Response {
    let request = try requests.embedded(context) { reader in
      let request = SlotRequest(reader: &reader)
      // Limits are never made by the way; it is only checked.
      _ = reader.optional("create_if_missing", .bool)
      return request
    }
    return .json(list: try await slots.take(request))
  }

  private func incrementWithLease(_ context: RouteContext) async throws -> Response {
    let (request, lease) = try requests.embedded(context) { reader in
      (SlotRequest(reader: &reader), LeaseRequest(reader: &reader))
    }
    return .json(try await slots.take(request, lease: lease))
  }

  private func decrement(_ context: RouteContext) async throws -> Response {
    .json(list: try await slots.giveBack(requests.embedded(context) { SlotReturn(reader: &$0) }))
  }

  private func endLease(_ context: RouteContext) async throws -> Response {
    try await slots.endLease(requests.embedded(context) { $0.required("lease_id", .uuid) })
    return .noContent()
  }

  private func renewLease(_ context: RouteContext) async throws -> Response {
    let (id, duration) = try requests.embedded(context) { reader in
      (
        reader.path("lease_id", context.text("lease_id"), .uuid),
        reader.value("lease_duration", .leaseDuration, default: .seconds(300))
      )
    }
    try await slots.renewLease(id, for: duration)
    return .noContent()
  }
}
