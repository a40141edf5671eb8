internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/observed-states` (contract §10).
struct ObservedStateRoutes: Sendable {
  let states: ObservedStateRepository

  var routes: [Route] { [.get("/observed-states", list)] }

  private func list(_ context: RouteContext) async throws -> Response {
    .json(list: try await states.list(context.query { ObservedStateQuery(reader: &$0) }))
  }
}
