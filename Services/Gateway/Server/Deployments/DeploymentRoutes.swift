internal import HTTP
internal import Hosting
internal import JSON
internal import JSONSchema
internal import Models
internal import Orchestration
internal import Routing
internal import Store
internal import Values

/// `/deployments` but for `…/schedule`, which the scheduler answers (contract §2.1).
struct DeploymentRoutes: Sendable {
  let deployments: DeploymentRepository
  let flowRuns: FlowRunRepository
  let polling: PollingRepository
  let marker: PollMarker
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/deployments/", create),
      .patch("/deployments/{id:uuid}", update),
      .get("/deployments/{id:uuid}", { .json(try await deployments.read($0.uuid("id"))) }),
      .delete("/deployments/{id:uuid}", delete),
      .get(
        "/deployments/name/{flow_name}/{deployment_name}",
        { .json(try await deployments.read(name: $0.text("deployment_name"), flow: $0.text("flow_name"))) }),
      .post("/deployments/filter", list),
      .post("/deployments/paginate", paginate),
      .post("/deployments/count", count),
      .post("/deployments/bulk_delete", deleteMany),
      .get("/deployments/{id:uuid}/work_queue_check", oldQueues),
      .post("/deployments/get_scheduled_flow_runs", scheduledRuns),
      .post("/deployments/{id:uuid}/pause_deployment", { try await setPaused($0, true) }),
      .post("/deployments/{id:uuid}/resume_deployment", { try await setPaused($0, false) }),
      .post("/deployments/{id:uuid}/create_flow_run", createRun),
    ] + scheduleRoutes + bulkRoutes
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let new: DeploymentCreate
    do {
      new = try requests.model(context)
      try checkParameters(of: new, context)
    } catch DomainError.validation(var error) {
      error.showParameters()
      throw DomainError.validation(error)
    }
    let (deployment, isNew) = try await deployments.upsert(new)
    return .json(deployment, status: isNew ? .created : .ok)
  }

  private func checkParameters(of new: DeploymentCreate, _ context: RouteContext) throws {
    do throws(SchemaError) {
      try ParameterRules.checkNew(new.changes)
    } catch {
      let body = try requests.value(.object, context)
      throw DomainError.validation(
        ValidationError(location: ["body"], message: error.text, input: body, requestBody: body))
    }
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await deployments.update(context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await deployments.delete(context.uuid("id"))
    return .noContent()
  }

  private func deleteMany(_ context: RouteContext) async throws -> Response {
    let (filter, limit) = try requests.embedded(context) { body in
      (body.optional("deployments", .model(DeploymentFilter.self)), body.bulkLimit())
    }
    return .json(deleted: try await deployments.delete(filter, limit: limit))
  }

  private func oldQueues(_ context: RouteContext) async throws -> Response {
    let queues = try await deployments.oldQueues(of: context.uuid("id"))
    return .json(writing: { writer in
      writer.beginArray()
      for queue in queues {
        writer.beginObject()
        queue.writeMembers(to: &writer)
        writer.endObject()
      }
      writer.endArray()
    })
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filters, sort, limit, offset) = try requests.embedded(context) { body in
      (
        EntityFilters(reader: &body), body.value("sort", .enumeration(), default: DeploymentSort.nameAscending),
        body.limit(), body.offset()
      )
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await deployments.list(filters, sort: sort, page: page))
  }

  private func paginate(_ context: RouteContext) async throws -> Response {
    let (filters, sort, limit, number) = try requests.embedded(context) { body in
      (
        EntityFilters(reader: &body), body.value("sort", .enumeration(), default: DeploymentSort.nameAscending),
        body.limit(), body.pageNumber()
      )
    }
    let page = try requests.page(limit: limit, number: number)
    let (results, total) = try await deployments.page(filters, sort: sort, page: page)
    return .paginated(results, total: total, page: page, number: number)
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { EntityFilters(reader: &$0) }
    return .json(count: try await deployments.count(filters))
  }

  private func scheduledRuns(_ context: RouteContext) async throws -> Response {
    let (ids, before, limit) = try requests.embedded(context) { body in
      (
        body.required("deployment_ids", .list(.uuid)), body.optional("scheduled_before", .timestamp), body.limit()
      )
    }
    let page = try requests.page(limit: limit, offset: 0)
    let runs = try await polling.scheduledRuns(of: ids, before: before, limit: page.limit)
    // Whoever asks is there to run them.
    await marker.polled(deployments: ids)
    return .json(list: runs)
  }

  private func setPaused(_ context: RouteContext, _ isPaused: Bool) async throws -> Response {
    try await deployments.setPaused(context.uuid("id"), isPaused)
    return .null()
  }

  private func createRun(_ context: RouteContext) async throws -> Response {
    let request: DeploymentFlowRunCreate = try requests.model(context)
    let deployment = try await deployments.read(context.uuid("id"))
    do {
      let (run, isNew) = try await flowRuns.create(
        of: deployment, request, createdBy: context.request.provenance, client: context.request.clientVersions)
      return .json(run, status: isNew ? .created : .ok)
    } catch let refusal as FlowRunRefusal {
      throw refusal.error()
    }
  }
}
