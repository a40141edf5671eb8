internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store

/// `/automations` (contract §2.1).
struct AutomationRoutes: Sendable {
  let automations: AutomationRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/automations/", create),
      .get("/automations/{id:uuid}") { .json(try await automations.read($0.uuid("id"))) },
      .put("/automations/{id:uuid}", update),
      .patch("/automations/{id:uuid}", patch),
      .delete("/automations/{id:uuid}") {
        try await automations.delete($0.uuid("id"))
        return .noContent()
      },
      .post("/automations/filter", list),
      .post("/automations/count", count),
      .get("/automations/related-to/{resource_id}") {
        .json(list: try await automations.related(to: $0.text("resource_id")))
      },
      .delete("/automations/owned-by/{resource_id}") {
        try await automations.deleteOwned(by: $0.text("resource_id"))
        return .json(writing: { $0.null() }, status: .accepted)
      },
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    .json(try await automations.create(requests.value(.newAutomation, context)), status: .created)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await automations.update(context.uuid("id"), requests.value(.automationUpdate, context))
    return .noContent()
  }

  private func patch(_ context: RouteContext) async throws -> Response {
    let update: AutomationPartialUpdate = try requests.model(context)
    try await automations.update(context.uuid("id"), update)
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (limit, sort, offset, filter) = try requests.embedded(context) { body in
      (
        body.limit(), body.value("sort", .enumeration(), default: AutomationSort.nameAscending), body.offset(),
        body.optional("automations", .model(AutomationFilter.self))
      )
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await automations.list(filter, sort: sort, page: page))
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filter = try requests.embedded(context) { $0.optional("automations", .model(AutomationFilter.self)) }
    return .json(count: try await automations.count(filter))
  }
}
