internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Orchestration
internal import Routing
internal import Store

/// `/work_pools` but for the workers, which the heartbeat monitor answers (contract §2.1).
struct WorkPoolRoutes: Sendable {
  let pools: WorkPoolRepository
  let polling: PollingRepository
  let marker: PollMarker
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/work_pools/", create),
      .get("/work_pools/{work_pool_name}", { shown(try await pools.read($0.text("work_pool_name")), to: $0) }),
      .patch("/work_pools/{work_pool_name}", update),
      .delete("/work_pools/{work_pool_name}", delete),
      .post("/work_pools/filter", list),
      .post("/work_pools/count", count),
      .post("/work_pools/{work_pool_name}/concurrency_status", slots),
      .post("/work_pools/{work_pool_name}/get_scheduled_flow_runs", scheduledRuns),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    shown(try await pools.create(requests.model(context)), to: context, status: .created)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await pools.update(context.text("work_pool_name"), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await pools.delete(context.text("work_pool_name"))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filter, limit, offset) = try requests.embedded(context) { body in
      (body.optional("work_pools", .model(WorkPoolFilter.self)), body.limit(), body.offset())
    }
    let page = try requests.page(limit: limit, offset: offset)
    let found = try await pools.list(filter, page: page)
    return .json(list: found.map { $0.shown(to: context.request.clientVersions) })
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filter = try requests.embedded(context) { $0.optional("work_pools", .model(WorkPoolFilter.self)) }
    return .json(count: try await pools.count(filter))
  }

  private func slots(_ context: RouteContext) async throws -> Response {
    let (limit, number, holders) = try requests.embedded(context) { body in
      (
        body.limit(), body.pageNumber(),
        body.value("flow_run_limit", .integer(atLeast: 0, atMost: 200), default: 10)
      )
    }
    let page = try requests.page(limit: limit, number: number)
    let slots = try await pools.slots(of: context.text("work_pool_name"), page: page, holders: holders)
    return .json(writing: { writer in
      writer.beginObject()
      writer.key("active_slots")
      writer.integer(slots.activeSlots)
      writer.key("concurrency_limit")
      writer.integer(slots.concurrencyLimit)
      writer.key("queues")
      writer.values(slots.queues)
      writer.pageMembers(total: slots.queueCount, page: page, number: number)
      writer.endObject()
    })
  }

  /// What a worker polls (contract §4.13).
  private func scheduledRuns(_ context: RouteContext) async throws -> Response {
    let (names, before, after, limit) = try requests.embedded(context) { body in
      (
        body.optional("work_queue_names", .list(.string)) ?? [], body.optional("scheduled_before", .timestamp),
        body.optional("scheduled_after", .timestamp), body.limit()
      )
    }
    let page = try requests.page(limit: limit, offset: 0)
    let pool = try await polling.polled(pool: context.text("work_pool_name"), queues: names)
    let runs = try await polling.scheduledRuns(
      of: pool, before: before, after: after, limit: page.limit)
    // Whoever polls is there to run them.
    await marker.polled(queues: pool.queues)
    return .json(list: runs)
  }

  private func shown(_ pool: WorkPool, to context: RouteContext, status: Status = .ok) -> Response {
    .json(pool.shown(to: context.request.clientVersions), status: status)
  }
}

extension WorkPool {
  /// Without what a client of that version can't read.
  fileprivate func shown(to client: ClientVersions) -> WorkPool {
    guard let version = client.client, version <= Version(3, 3, 7) else { return self }
    var pool = self
    pool.storage.showsResultStorage = false
    return pool
  }
}
