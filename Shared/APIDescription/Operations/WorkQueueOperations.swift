internal import Models

extension OperationGroup {
  static var workQueues: OperationGroup {
    OperationGroup(
      "Work queues",
      [
        .post(
          "/work_queues/", "Make a work queue in the default pool", takes: .model(WorkQueueCreate.self),
          answers: .created(.workQueue), refusals: [.conflict]),
        .get("/work_queues/{id:uuid}", "Read a work queue", answers: .ok(.workQueue)),
        .get("/work_queues/name/{name}", "Read a work queue by its name", answers: .ok(.workQueue)),
        .patch("/work_queues/{id:uuid}", "Change a work queue", takes: .model(WorkQueueUpdate.self)),
        .delete("/work_queues/{id:uuid}", "Delete a work queue"),
        .post(
          "/work_queues/filter", "List work queues",
          takes: .parameters(.page, .filter("work_queues", WorkQueueFilter.self)), answers: .ok(.list(.workQueue))),
        .post(
          "/work_queues/{id:uuid}/get_runs", "Take the runs of a work queue that are due",
          parameters: [.header("x-prefect-ui", .bool)],
          takes: .parameters(.limit, .optional("scheduled_before", .timestamp)), answers: .ok(.list(.flowRun))),
        .post(
          "/work_queues/{id:uuid}/concurrency_status", "Tell which runs hold the slots of a work queue",
          takes: .parameters(.numberedPage), answers: .ok(.workQueueSlots)),
        .get(
          "/work_queues/{id:uuid}/status", "Tell whether the runs of a work queue are taken",
          answers: .ok(.workQueueHealth)),
      ])
  }
}
