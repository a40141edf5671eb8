internal import Models

extension OperationGroup {
  static var taskRuns: OperationGroup {
    OperationGroup(
      "Task runs",
      [
        .post(
          "/task_runs/", "Make a task run, or find the one with this key", takes: .model(TaskRunCreate.self),
          answers: .created(.taskRun), .found(.taskRun), refusals: [.conflict]),
        .get("/task_runs/{id:uuid}", "Read a task run", answers: .ok(.taskRun)),
        .patch("/task_runs/{id:uuid}", "Change a task run", takes: .model(TaskRunUpdate.self)),
        .delete("/task_runs/{id:uuid}", "Delete a task run"),
        .post(
          "/task_runs/{id:uuid}/set_state", "Propose a state for a task run", takes: .proposedState,
          answers: .created(.orchestrationResult), .ok(.orchestrationResult), refusals: [.conflict]),
        .post(
          "/task_runs/filter", "List task runs",
          takes: .parameters(.entities(pools: false, queues: nil), .sort(TaskRunSort.self), .page),
          answers: .ok(.list(.taskRun))),
        .post(
          "/task_runs/paginate", "List one page of task runs and count them all",
          takes: .parameters(.entities(pools: false, queues: nil), .sort(TaskRunSort.self), .numberedPage),
          answers: .ok(.page("TaskRunPage", of: .taskRunPageItem))),
        .post(
          "/task_runs/count", "Count task runs", takes: .parameters(.entities(pools: false, queues: nil)),
          answers: .ok(.integer)),
        .post(
          "/task_runs/history", "Count task runs by interval and state",
          takes: .parameters(.history, .entities(pools: false, queues: nil)),
          answers: .ok(.list(.runHistoryInterval))),
      ])
  }

  static var taskRunStates: OperationGroup {
    OperationGroup(
      "Task run states",
      [
        .get("/task_run_states/{id:uuid}", "Read a state of a task run", answers: .ok(.state)),
        .get(
          "/task_run_states/", "List the states that a task run was in", parameters: [.required("task_run_id", .uuid)],
          answers: .ok(.list(.state))),
      ])
  }

  static var taskWorkers: OperationGroup {
    OperationGroup(
      "Task workers",
      [
        .post(
          "/task_workers/filter", "List the processes that wait for background tasks",
          takes: .parameters(.filter("task_worker_filter", TaskWorkerFilter.self)), answers: .ok(.list(.taskWorker)))
      ])
  }
}
