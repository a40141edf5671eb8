internal import Models

extension OperationGroup {
  /// - Parameter metrics: Whether the server tells of its metrics.
  static func server(metrics: Bool) -> OperationGroup {
    OperationGroup(
      "Server",
      [
        .get("/health", "Tell whether the server lives", answers: .ok(.boolean), traits: [.anyVersion, .alone, .open]),
        .get("/ready", "Tell whether the server can work", answers: .ok(.readiness), traits: .open),
        .get("/version", "Read the version of the API", answers: .ok(.string), traits: [.anyVersion, .alone]),
        .get("/hello", "Be greeted", answers: .ok(.string)),
      ] + (metrics ? [.get("/metrics", "Read the metrics of the server", answers: .text("text/plain"))] : []) + [
        .get(
          "/csrf-token", "Be given a token that protects from forged requests",
          parameters: [.required("client", .string)], answers: .ok(.csrfToken)),
        .get("/collections/views/{view}", "Read a collection of what can be installed", answers: .ok(.anyObject)),
      ])
  }

  static var admin: OperationGroup {
    OperationGroup(
      "Administration",
      [
        .get("/admin/version", "Read the version of Prefect that the server stands for", answers: .ok(.string)),
        .get("/admin/settings", "Read the settings, secrets masked", answers: .ok(.anyObject)),
        .get("/admin/storage", "Read where results go", answers: .ok(.defaultResultStorageOutput)),
        .put(
          "/admin/storage", "Say where results go",
          takes: .openModel(.required("default_result_storage_block_id", .uuid)),
          answers: .ok(.defaultResultStorageOutput), refusals: [.notFound, .conflict]),
        .delete("/admin/storage", "Say that results go nowhere in particular"),
      ])
  }

  static var webInterface: OperationGroup {
    OperationGroup(
      "Web interface",
      [
        .post(
          "/ui/flows/count-deployments", "Count the deployments of flows", takes: .identifiers("flow_ids"),
          answers: .ok(.map(.integer))),
        .post(
          "/ui/flows/next-runs", "Read the next run of each of several flows", takes: .identifiers("flow_ids"),
          answers: .ok(.map(.nullable(.nextFlowRun)))),
        .post(
          "/ui/flow_runs/history", "Read the points of a chart of flow runs",
          takes: .parameters(
            .sort(FlowRunSort.self), .optional("limit", .integer(atLeast: 0, atMost: 1000)),
            .read { _ = $0.offset() }, .entities(queues: nil)),
          answers: .ok(.list(.flowRunPoint))),
        .post(
          "/ui/flow_runs/count-task-runs", "Count the task runs of flow runs", takes: .identifiers("flow_run_ids"),
          answers: .ok(.map(.integer))),
        .post(
          "/ui/schemas/validate", "Check values by a schema",
          takes: .parameters(.required("schema", .object), .required("values", .object)), answers: .ok(.schemaErrors)),
        .post(
          "/ui/task_runs/dashboard/counts", "Count completed and failed task runs over time",
          takes: .parameters(
            .required("task_runs", .model(TaskRunFilter.self)), .filter("flows", FlowFilter.self),
            .filter("flow_runs", FlowRunFilter.self), .filter("deployments", DeploymentFilter.self),
            .filter("work_pools", WorkPoolFilter.self), .filter("work_queues", WorkQueueFilter.self)),
          answers: .ok(.list(.members(["completed": .integer, "failed": .integer])))),
        .post(
          "/ui/task_runs/count", "Count task runs by the type of their state",
          takes: .parameters(.entities(pools: false, queues: nil)), answers: .ok(.stateCounts)),
        .get(
          "/ui/task_runs/{id:uuid}", "Read a task run with the name of its flow run", answers: .ok(.namedTaskRun)),
      ])
  }
}

extension RequestBody {
  fileprivate static func identifiers(_ name: String) -> RequestBody {
    .parameters(.required(name, .list(.uuid, maximum: 200)))
  }
}
