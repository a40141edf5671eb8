internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// The schedules of a deployment.
extension DeploymentRoutes {
  var scheduleRoutes: [Route] {
    [
      .get("/deployments/{id:uuid}/schedules", { .json(list: try await deployments.schedules(of: $0.uuid("id"))) }),
      .post("/deployments/{id:uuid}/schedules", addSchedules),
      .patch("/deployments/{id:uuid}/schedules/{schedule_id:uuid}", updateSchedule),
      .delete("/deployments/{id:uuid}/schedules/{schedule_id:uuid}", deleteSchedule),
    ]
  }

  private func addSchedules(_ context: RouteContext) async throws -> Response {
    let schedules = try requests.value(.list(.model(DeploymentScheduleCreate.self)), context)
    return .json(list: try await deployments.add(schedules, to: context.uuid("id")), status: .created)
  }

  private func updateSchedule(_ context: RouteContext) async throws -> Response {
    try await deployments.update(
      schedule: context.uuid("schedule_id"), of: context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func deleteSchedule(_ context: RouteContext) async throws -> Response {
    try await deployments.delete(schedule: context.uuid("schedule_id"), of: context.uuid("id"))
    return .noContent()
  }
}
