internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/flow_runs/{id}/input` (contract §2.1).
struct FlowRunInputRoutes: Sendable {
  let inputs: FlowRunInputRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/flow_runs/{id:uuid}/input", create),
      .post("/flow_runs/{id:uuid}/input/filter", list),
      .get("/flow_runs/{id:uuid}/input/{key}", read),
      .delete("/flow_runs/{id:uuid}/input/{key}", delete),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let (key, value, sender) = try requests.embedded(context) { body in
      (body.required("key", .runInputKey), body.required("value", .bytes), body.optional("sender", .string))
    }
    try await inputs.create(key: key, value: value, sender: sender, of: context.uuid("id"))
    return .null(status: .created)
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (prefix, limit, excluded) = try requests.embedded(context) { body in
      (
        body.required("prefix", .string), body.value("limit", .integer(atLeast: 0), default: 1),
        body.value("exclude_keys", .list(.string), default: [])
      )
    }
    return .json(
      list: try await inputs.list(prefix: prefix, without: excluded, limit: limit, of: context.uuid("id")))
  }

  /// The value alone, as text.
  private func read(_ context: RouteContext) async throws -> Response {
    let input = try await inputs.read(context.text("key"), of: context.uuid("id"))
    return Response(
      status: .ok, headers: Headers([("content-type", "text/plain; charset=utf-8")]),
      body: .bytes(Array(input.value.utf8)))
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await inputs.delete(context.text("key"), of: context.uuid("id"))
    return .noContent()
  }
}
