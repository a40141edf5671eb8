internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/task_runs` and `/task_run_states` (contract §2.1).
struct TaskRunRoutes: Sendable {
  let taskRuns: TaskRunRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/task_runs/", create),
      .get("/task_runs/{id:uuid}", { .json(try await taskRuns.read($0.uuid("id"))) }),
      .patch("/task_runs/{id:uuid}", update),
      .delete("/task_runs/{id:uuid}", delete),
      .post("/task_runs/{id:uuid}/set_state", setState),
      .post("/task_runs/filter", list),
      .post("/task_runs/count", count),
      .post("/task_runs/paginate", paginate),
      .post("/task_runs/history", history),
      .get("/task_run_states/{id:uuid}", { .json(try await taskRuns.state($0.uuid("id"))) }),
      .get("/task_run_states/", states),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let (run, isNew) = try await taskRuns.create(requests.model(context))
    return .json(run, status: isNew ? .created : .ok)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await taskRuns.update(context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await taskRuns.delete(context.uuid("id"))
    return .noContent()
  }

  private func setState(_ context: RouteContext) async throws -> Response {
    let (state, isForced) = try requests.embedded(context) { body in
      (body.required("state", .model(StateCreate.self)), body.value("force", .bool, default: false))
    }
    let (result, isWritten) = try await taskRuns.setState(
      context.uuid("id"), state, isForced: isForced, client: context.request.clientVersions)
    return .json(result, status: isWritten ? .created : .ok)
  }

  private func states(_ context: RouteContext) async throws -> Response {
    let id = try context.query { $0.required("task_run_id", .uuid) }
    return .json(list: try await taskRuns.states(of: id))
  }

  // MARK: Lists

  private func list(_ context: RouteContext) async throws -> Response {
    let (filters, sort, limit, offset) = try requests.embedded(context) { body in
      (
        EntityFilters(reader: &body, pools: false, queues: nil),
        body.value("sort", .enumeration(), default: TaskRunSort.idDescending), body.limit(), body.offset()
      )
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await taskRuns.list(filters, sort: sort, page: page))
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { EntityFilters(reader: &$0, pools: false, queues: nil) }
    return .json(count: try await taskRuns.count(filters))
  }

  private func paginate(_ context: RouteContext) async throws -> Response {
    let (filters, sort, limit, number) = try requests.embedded(context) { body in
      (
        EntityFilters(reader: &body, pools: false, queues: nil),
        body.value("sort", .enumeration(), default: TaskRunSort.idDescending), body.limit(), body.pageNumber()
      )
    }
    let page = try requests.page(limit: limit, number: number)
    let (results, total) = try await taskRuns.page(filters, sort: sort, page: page)
    return .paginated(results.map(TaskRunPageItem.init), total: total, page: page, number: number)
  }

  private func history(_ context: RouteContext) async throws -> Response {
    let (request, filters) = try requests.embedded(context) { body in
      (HistoryRequest(reader: &body), EntityFilters(reader: &body, pools: false, queues: nil))
    }
    return .json(list: try await taskRuns.history(request.history, filters))
  }
}
