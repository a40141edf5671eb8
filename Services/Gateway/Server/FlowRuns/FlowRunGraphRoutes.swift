internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store
internal import Values

/// `/flow_runs/{id}/graph…` (contract §2.1).
struct FlowRunGraphRoutes: Sendable {
  let graphs: FlowRunGraphRepository

  var routes: [Route] {
    [
      .get("/flow_runs/{id:uuid}/graph", { .json(list: try await graphs.dependencies(of: $0.uuid("id"))) }),
      .get("/flow_runs/{id:uuid}/graph-v2", read),
    ]
  }

  private func read(_ context: RouteContext) async throws -> Response {
    let since = try context.query { $0.optional("since", .timestamp) }
    // The first moment that has a date here.
    return .json(
      try await graphs.read(context.uuid("id"), since: since ?? Timestamp(microseconds: -62_135_596_800_000_000)))
  }
}
