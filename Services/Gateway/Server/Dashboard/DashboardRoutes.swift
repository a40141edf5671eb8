internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store
internal import Values

/// `/ui/flows`, `/ui/flow_runs` and `/ui/task_runs`: what the web interface asks for beside its lists (contract §2.1).
struct DashboardRoutes: Sendable {
  let deployments: DeploymentRepository
  let flowRuns: FlowRunRepository
  let taskRuns: TaskRunRepository
  let requests: RequestReading

  /// Of how many things at a time something may be asked.
  private static let maximumIDs = 200
  /// How many points a chart has.
  private static let maximumPoints = 1000

  var routes: [Route] {
    [
      .post("/ui/flows/count-deployments", countDeployments),
      .post("/ui/flows/next-runs", nextRuns),
      .post("/ui/flow_runs/history", history),
      .post("/ui/flow_runs/count-task-runs", countTaskRuns),
      .post("/ui/task_runs/dashboard/counts", outcomes),
      .post("/ui/task_runs/count", countByState),
      .get("/ui/task_runs/{id:uuid}", readTaskRun),
    ]
  }

  private func countDeployments(_ context: RouteContext) async throws -> Response {
    let ids = try ids("flow_ids", context)
    let counts = try await deployments.counts(of: ids)
    return .json(byID: ids) { place, writer in writer.integer(counts[place]) }
  }

  private func nextRuns(_ context: RouteContext) async throws -> Response {
    let ids = try ids("flow_ids", context)
    let runs = try await flowRuns.next(of: ids)
    return .json(byID: ids) { place, writer in writer.value(runs[ids[place]]) }
  }

  private func countTaskRuns(_ context: RouteContext) async throws -> Response {
    let ids = try ids("flow_run_ids", context)
    let counts = try await taskRuns.counts(of: ids)
    return .json(byID: ids) { place, writer in writer.integer(counts[place]) }
  }

  private func history(_ context: RouteContext) async throws -> Response {
    let (sort, page, filters) = try requests.embedded(context) { body in
      (
        body.value("sort", .enumeration(), default: FlowRunSort.expectedStartTimeDescending),
        Page(
          limit: body.value(
            "limit", .integer(atLeast: 0, atMost: DashboardRoutes.maximumPoints), default: DashboardRoutes.maximumPoints
          ),
          offset: body.offset()),
        EntityFilters(reader: &body, queues: nil)
      )
    }
    return .json(list: try await flowRuns.points(filters, sort: sort, page: page))
  }

  private func outcomes(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { body in
      let taskRuns = body.required("task_runs", .model(TaskRunFilter.self))
      var filters = EntityFilters()
      filters.flows = body.optional("flows", .model())
      filters.flowRuns = body.optional("flow_runs", .model())
      filters.deployments = body.optional("deployments", .model())
      filters.workPools = body.optional("work_pools", .model())
      filters.workQueues = body.optional("work_queues", .model())
      filters.taskRuns = taskRuns
      return filters
    }
    return .json(list: try await taskRuns.outcomes(filters))
  }

  private func countByState(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { EntityFilters(reader: &$0, pools: false, queues: nil) }
    let counts = try await taskRuns.countByState(filters)
    return .json(writing: { writer in
      writer.beginObject()
      for type in StateType.allCases {
        writer.key(type.rawValue)
        writer.integer(counts[type] ?? 0)
      }
      writer.endObject()
    })
  }

  private func readTaskRun(_ context: RouteContext) async throws -> Response {
    let (run, flowRunName) = try await taskRuns.readWithFlowRunName(context.uuid("id"))
    return .json(writing: { writer in
      writer.beginObject()
      run.writeMembers(to: &writer)
      writer.key("flow_run_name")
      writer.string(flowRunName)
      writer.endObject()
    })
  }

  /// The things that are asked about, each once, in their order.
  private func ids(_ key: StaticString, _ context: RouteContext) throws -> [UUID] {
    let ids = try requests.embedded(context) { $0.required(key, .uuids(maximum: DashboardRoutes.maximumIDs)) }
    var seen = Set<UUID>(minimumCapacity: ids.count)
    return ids.filter { seen.insert($0).inserted }
  }
}

extension Response {
  /// An answer that is an object with a member for each identifier.
  ///
  /// - Parameter value: Writes the value for the identifier at a place.
  fileprivate static func json(byID ids: [UUID], _ value: (Int, inout JSONWriter) -> Void) -> Response {
    .json(writing: { writer in
      writer.beginObject()
      for (place, id) in ids.enumerated() {
        writer.key(id)
        value(place, &writer)
      }
      writer.endObject()
    })
  }
}
