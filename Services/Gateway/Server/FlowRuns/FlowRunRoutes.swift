internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store

/// `/flow_runs` and `/flow_run_states` (contract §2.1).
struct FlowRunRoutes: Sendable {
  let flowRuns: FlowRunRepository
  let states: FlowRunStateRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/flow_runs/", create),
      .get("/flow_runs/{id:uuid}", { .json(try await flowRuns.read($0.uuid("id"))) }),
      .patch("/flow_runs/{id:uuid}", update),
      .delete("/flow_runs/{id:uuid}", delete),
      .patch("/flow_runs/{id:uuid}/labels", mergeLabels),
      .post("/flow_runs/{id:uuid}/set_state", setState),
      .post("/flow_runs/count", count),
      .post("/flow_runs/filter", list),
      .post("/flow_runs/paginate", paginate),
      .post("/flow_runs/history", history),
      .post("/flow_runs/lateness", lateness),
      .get("/flow_run_states/{id:uuid}", { .json(try await states.read($0.uuid("id"))) }),
      .get("/flow_run_states/", listStates),
    ] + bulkRoutes
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let (run, isNew) = try await flowRuns.create(
      requests.model(context), createdBy: context.request.provenance, client: context.request.clientVersions)
    return .json(run, status: isNew ? .created : .ok)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await flowRuns.update(context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func mergeLabels(_ context: RouteContext) async throws -> Response {
    try await flowRuns.merge(labels: requests.value(.object, context), into: context.uuid("id"))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await flowRuns.delete(context.uuid("id"))
    return .noContent()
  }

  private func setState(_ context: RouteContext) async throws -> Response {
    let (state, isForced) = try requests.embedded(context) { body in
      (body.required("state", .model(StateCreate.self)), body.value("force", .bool, default: false))
    }
    let (result, isWritten) = try await flowRuns.setState(
      context.uuid("id"), state, isForced: isForced, client: context.request.clientVersions)
    return .json(result, status: isWritten ? .created : .ok)
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { EntityFilters(reader: &$0) }
    return .json(count: try await flowRuns.count(filters))
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (limit, sort, offset, filters) = try requests.embedded(context) { body in
      (
        body.limit(), body.value("sort", .enumeration(), default: FlowRunSort.idDescending), body.offset(),
        EntityFilters(reader: &body)
      )
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await flowRuns.list(filters, sort: sort, page: page))
  }

  private func paginate(_ context: RouteContext) async throws -> Response {
    let (limit, sort, number, filters) = try requests.embedded(context) { body in
      (
        body.limit(), body.value("sort", .enumeration(), default: FlowRunSort.idDescending), body.pageNumber(),
        EntityFilters(reader: &body)
      )
    }
    let page = try requests.page(limit: limit, number: number)
    let (results, total) = try await flowRuns.page(filters, sort: sort, page: page)
    return .paginated(results, total: total, page: page, number: number)
  }

  private func history(_ context: RouteContext) async throws -> Response {
    let (request, filters) = try requests.embedded(context) { body in
      (HistoryRequest(reader: &body), EntityFilters(reader: &body, queues: "work_queues"))
    }
    return .json(list: try await flowRuns.history(request.history, filters))
  }

  private func lateness(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { EntityFilters(reader: &$0) }
    guard let lateness = try await flowRuns.lateness(filters) else { return .null() }
    return .json(writing: { $0.double(lateness) })
  }

  private func listStates(_ context: RouteContext) async throws -> Response {
    let id = try context.query { $0.required("flow_run_id", .uuid) }
    return .json(list: try await states.list(flowRunID: id))
  }
}
