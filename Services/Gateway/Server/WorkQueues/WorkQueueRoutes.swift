internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store

/// `/work_queues`: the queues as agents know them (contract §2.1).
struct WorkQueueRoutes: Sendable {
  let queues: WorkQueueRepository
  let polling: PollingRepository
  let marker: PollMarker
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/work_queues/", create),
      .get("/work_queues/{id:uuid}", { .json(try await queues.read($0.uuid("id"))) }),
      .patch("/work_queues/{id:uuid}", update),
      .delete("/work_queues/{id:uuid}", delete),
      .get("/work_queues/name/{name}", { .json(try await queues.read($0.text("name"))) }),
      .post("/work_queues/filter", list),
      .post("/work_queues/{id:uuid}/get_runs", dueRuns),
      .post("/work_queues/{id:uuid}/concurrency_status", slots),
      .get("/work_queues/{id:uuid}/status", { .json(try await queues.health($0.uuid("id"))) }),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    .json(try await queues.create(requests.model(context)), status: .created)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await queues.update(context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await queues.delete(context.uuid("id"))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filter, page) = try requests.list(context) { $0.optional("work_queues", .model(WorkQueueFilter.self)) }
    return .json(list: try await queues.list(filter, page: page))
  }

  /// What an agent polls; the web interface looks without being somebody who takes the work.
  private func dueRuns(_ context: RouteContext) async throws -> Response {
    let (limit, before) = try requests.embedded(context) { body in
      (body.limit(), body.optional("scheduled_before", .timestamp))
    }
    let isLook = try context.isLook
    let page = try requests.page(limit: limit, offset: 0)
    let id = try context.uuid("id")
    let runs = try await polling.scheduledRuns(queue: id, before: before, limit: page.limit)
    guard !isLook else { return .json(list: runs) }
    // Whoever polls is there to run them.
    await marker.polled(queues: [id])
    return .json(list: runs)
  }

  private func slots(_ context: RouteContext) async throws -> Response {
    let (limit, number) = try requests.embedded(context) { body in (body.limit(), body.pageNumber()) }
    let page = try requests.page(limit: limit, number: number)
    let slots = try await queues.slots(of: context.uuid("id"), page: page)
    return .json(writing: { writer in
      writer.beginObject()
      writer.key("active_slots")
      writer.integer(slots.activeSlots)
      writer.key("concurrency_limit")
      writer.integer(slots.concurrencyLimit)
      writer.key("flow_runs")
      writer.values(slots.holders)
      writer.pageMembers(total: slots.activeSlots, page: page, number: number)
      writer.endObject()
    })
  }
}

extension RouteContext {
  /// Whether the web interface asks, and so nobody takes what is answered.
  fileprivate var isLook: Bool {
    get throws {
      guard let value = request.headers["x-prefect-ui"] else { return false }
      return try Query.read([("x-prefect-ui", value)], source: "header") { $0.optional("x-prefect-ui", .bool) } ?? false
    }
  }
}
