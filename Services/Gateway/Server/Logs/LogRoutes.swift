internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/logs`, and the download of a run's (contract §2.1).
struct LogRoutes: Sendable {
  let logs: LogRepository
  let flowRuns: FlowRunRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/logs/", create),
      .post("/logs/filter", list),
      .get("/flow_runs/{id:uuid}/logs/download", download),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    try await logs.create(requests.value(.logs, context, takesNUL: true))
    return .null(status: .created)
  }

  private func download(_ context: RouteContext) async throws -> Response {
    let run = try await flowRuns.read(context.uuid("id"))
    return LogDownload(flowRunID: run.id, flowRunName: run.name, logs: logs).response
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (limit, offset, filter, sort) = try requests.embedded(context) { body in
      (
        body.limit(), body.offset(), body.optional("logs", .model(LogFilter.self)),
        body.value("sort", .enumeration(), default: LogSort.timestampAscending)
      )
    }
    let page = try requests.page(limit: limit, offset: offset)
    return .json(list: try await logs.list(filter, sort: sort, page: page))
  }
}
