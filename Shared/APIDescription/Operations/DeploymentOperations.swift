internal import Models

extension OperationGroup {
  static var deployments: OperationGroup {
    OperationGroup(
      "Deployments",
      [
        .post(
          "/deployments/", "Make a deployment, or replace the one of this name", takes: .model(DeploymentCreate.self),
          answers: .created(.deployment), .found(.deployment), refusals: [.notFound, .conflict]),
        .get("/deployments/{id:uuid}", "Read a deployment", answers: .ok(.deployment)),
        .get(
          "/deployments/name/{flow_name}/{deployment_name}", "Read a deployment by the names of its flow and of itself",
          answers: .ok(.deployment)),
        .patch("/deployments/{id:uuid}", "Change a deployment", takes: .model(DeploymentUpdate.self)),
        .delete("/deployments/{id:uuid}", "Delete a deployment"),
        .post(
          "/deployments/filter", "List deployments",
          takes: .parameters(.entities(), .sort(DeploymentSort.self), .page), answers: .ok(.list(.deployment))),
        .post(
          "/deployments/paginate", "List one page of deployments and count them all",
          takes: .parameters(.entities(), .sort(DeploymentSort.self), .numberedPage),
          answers: .ok(.page("DeploymentPage", of: .deployment))),
        .post("/deployments/count", "Count deployments", takes: .parameters(.entities()), answers: .ok(.integer)),
        .post(
          "/deployments/bulk_delete", "Delete the deployments that a filter finds",
          takes: .parameters(.filter("deployments", DeploymentFilter.self), .bulkLimit), answers: .ok(.deleted),
          refusals: [.conflict]),
        .post("/deployments/{id:uuid}/pause_deployment", "Stop the schedules of a deployment", answers: .ok(.null)),
        .post("/deployments/{id:uuid}/resume_deployment", "Start the schedules of a deployment", answers: .ok(.null)),
        .post(
          "/deployments/{id:uuid}/schedule", "Make the scheduled runs of a deployment now",
          takes: .parameters(.read { _ = SchedulingRequest(reader: &$0) }), answers: .ok(.null)),
        .post(
          "/deployments/get_scheduled_flow_runs", "List the runs of deployments that are due",
          takes: .parameters(
            .required("deployment_ids", .list(.uuid)), .optional("scheduled_before", .timestamp), .limit),
          answers: .ok(.list(.flowRun))),
        .get(
          "/deployments/{id:uuid}/work_queue_check", "List the old work queues whose filter takes a deployment",
          answers: .ok(.list(.plainWorkQueue))),
        .post(
          "/deployments/{id:uuid}/create_flow_run", "Run a deployment", takes: .model(DeploymentFlowRunCreate.self),
          answers: .created(.flowRun), .found(.flowRun), refusals: [.conflict]),
        .post(
          "/deployments/{id:uuid}/create_flow_run/bulk", "Run a deployment several times",
          takes: .value(.list(.model(DeploymentFlowRunCreate.self))),
          answers: .ok(.members(["results": .list(.flowRunCreateResult)])), refusals: [.conflict]),
        .get(
          "/deployments/{id:uuid}/schedules", "List the schedules of a deployment",
          answers: .ok(.list(.deploymentSchedule))),
        .post(
          "/deployments/{id:uuid}/schedules", "Give a deployment more schedules",
          takes: .value(.list(.model(DeploymentScheduleCreate.self))), answers: .created(.list(.deploymentSchedule)),
          refusals: [.conflict]),
        .patch(
          "/deployments/{id:uuid}/schedules/{schedule_id:uuid}", "Change a schedule",
          takes: .model(DeploymentScheduleUpdate.self)),
        .delete("/deployments/{id:uuid}/schedules/{schedule_id:uuid}", "Delete a schedule"),
      ])
  }
}
