internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store
internal import Values

/// Resuming a run, and operations on many at once (contract §2.1).
extension FlowRunRoutes {
  var bulkRoutes: [Route] {
    [
      .post("/flow_runs/{id:uuid}/resume", resume),
      .post("/flow_runs/bulk_delete", deleteMany),
      .post("/flow_runs/bulk_set_state", setStates),
    ]
  }

  private func resume(_ context: RouteContext) async throws -> Response {
    let input = try requests.embedded(context) { $0.optional("run_input", .object) }
    let (result, isWritten) = try await flowRuns.resume(
      context.uuid("id"), input: input, client: context.request.clientVersions)
    return .json(result, status: isWritten ? .created : .ok)
  }

  private func deleteMany(_ context: RouteContext) async throws -> Response {
    let (filter, limit) = try requests.embedded(context) { body in
      (body.optional("flow_runs", .model(FlowRunFilter.self)), body.bulkLimit())
    }
    var deleted: [UUID] = []
    for run in try await matching(filter, limit) {
      do {
        try await flowRuns.delete(run.id)
        deleted.append(run.id)
      } catch DomainError.notFound {
        // Somebody else deleted it meanwhile.
      }
    }
    return .json(deleted: deleted)
  }

  private func setStates(_ context: RouteContext) async throws -> Response {
    let (filter, state, isForced, limit) = try requests.embedded(context) { body in
      (
        body.optional("flow_runs", .model(FlowRunFilter.self)), body.required("state", .model(StateCreate.self)),
        body.value("force", .bool, default: false), body.bulkLimit()
      )
    }
    var results: [(id: UUID, result: OrchestrationResult)] = []
    for run in try await matching(filter, limit) {
      results.append((run.id, try await outcome(of: state, for: run.id, isForced, context)))
    }
    return .json(writing: { writer in
      writer.beginObject()
      writer.key("results")
      writer.beginArray()
      for (id, result) in results {
        writer.beginObject()
        writer.key("flow_run_id")
        writer.uuid(id)
        result.writeMembers(to: &writer)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    })
  }

  /// A run for which the state can't be set, because it is gone say, is told as such beside the others.
  private func outcome(
    of state: StateCreate, for id: UUID, _ isForced: Bool, _ context: RouteContext
  ) async throws -> OrchestrationResult {
    do {
      return try await flowRuns.setState(id, state, isForced: isForced, client: context.request.clientVersions).result
    } catch DomainError.objectNotFound(let text) {
      return OrchestrationResult(state: nil, status: .abort, details: .abort(reason: text))
    }
  }

  private func matching(_ filter: FlowRunFilter?, _ limit: Int) async throws -> [FlowRun] {
    var filters = EntityFilters()
    filters.flowRuns = filter
    return try await flowRuns.list(filters, sort: .idDescending, page: Page(limit: limit))
  }
}
