internal import Models

extension OperationGroup {
  static var workPools: OperationGroup {
    OperationGroup(
      "Work pools",
      [
        .post(
          "/work_pools/", "Make a work pool", takes: .model(WorkPoolCreate.self), answers: .created(.workPool),
          refusals: [.forbidden, .notFound, .conflict]),
        .get("/work_pools/{work_pool_name}", "Read a work pool", answers: .ok(.workPool)),
        .patch(
          "/work_pools/{work_pool_name}", "Change a work pool", takes: .model(WorkPoolUpdate.self),
          refusals: [.forbidden, .conflict]),
        .delete(
          "/work_pools/{work_pool_name}", "Delete a work pool with its queues", refusals: [.forbidden, .conflict]),
        .post(
          "/work_pools/filter", "List work pools",
          takes: .parameters(.filter("work_pools", WorkPoolFilter.self), .page), answers: .ok(.list(.workPool))),
        .post(
          "/work_pools/count", "Count work pools", takes: .parameters(.filter("work_pools", WorkPoolFilter.self)),
          answers: .ok(.integer)),
        .post(
          "/work_pools/{work_pool_name}/concurrency_status", "Tell which runs hold the slots of a work pool",
          takes: .parameters(.numberedPage, .optional("flow_run_limit", .integer(atLeast: 0, atMost: 200))),
          answers: .ok(.workPoolSlots)),
        .post(
          "/work_pools/{work_pool_name}/get_scheduled_flow_runs", "Take the runs of a work pool that are due",
          takes: .parameters(
            .optional("work_queue_names", .list(.string)), .optional("scheduled_before", .timestamp),
            .optional("scheduled_after", .timestamp), .limit),
          answers: .ok(.list(.workerRun))),
      ])
  }

  static var workPoolQueues: OperationGroup {
    OperationGroup(
      "Queues of work pools",
      [
        .post(
          "/work_pools/{work_pool_name}/queues", "Make a queue of a work pool", takes: .model(WorkQueueCreate.self),
          answers: .created(.workQueue), refusals: [.conflict]),
        .get(
          "/work_pools/{work_pool_name}/queues/{name}", "Read a queue of a work pool", answers: .ok(.workQueue)),
        .patch(
          "/work_pools/{work_pool_name}/queues/{name}", "Change a queue of a work pool",
          takes: .model(WorkQueueUpdate.self)),
        .delete("/work_pools/{work_pool_name}/queues/{name}", "Delete a queue of a work pool"),
        .post(
          "/work_pools/{work_pool_name}/queues/filter", "List the queues of a work pool",
          takes: .parameters(.filter("work_queues", WorkQueueFilter.self), .page), answers: .ok(.list(.workQueue))),
      ])
  }

  static var workers: OperationGroup {
    OperationGroup(
      "Workers",
      [
        .post(
          "/work_pools/{work_pool_name}/workers/heartbeat", "Say that a worker lives",
          takes: .parameters(.read { _ = WorkerHeartbeat(reader: &$0) }), answers: .noContent, refusals: [.conflict]),
        .post(
          "/work_pools/{work_pool_name}/workers/filter", "List the workers of a work pool",
          takes: .parameters(.filter("workers", WorkerFilter.self), .page), answers: .ok(.list(.worker))),
        .delete("/work_pools/{work_pool_name}/workers/{name}", "Forget a worker"),
      ])
  }
}
