internal import HTTP
internal import Hosting
internal import Models
internal import Routing

/// What the gateway passes on to the scheduler (contract §2.1).
struct ScheduleRoutes: Sendable {
  let scheduler: RunScheduler
  let requests: RequestReading

  var routes: [Route] {
    [.post("/deployments/{id:uuid}/schedule", schedule)]
  }

  /// Makes runs now; a deployment that is not there has none.
  private func schedule(_ context: RouteContext) async throws -> Response {
    let request = try requests.embedded(context) { SchedulingRequest(reader: &$0) }
    try await scheduler.schedule([context.uuid("id")], request)
    return .null()
  }
}
