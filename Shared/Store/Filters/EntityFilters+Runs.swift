internal import Models

/// What the filters of other entities ask of the run, or of the queue, that something belongs to (contract §7.4).
extension EntityFilters {
  /// What a flow run has to satisfy that is told by a column; nil if nothing is asked of it. The filters of flow runs,
  /// flows, deployments, pools and queues must hold for it.
  func flowRun(_ column: SQLText) -> Condition? {
    let run = [
      flowRuns?.condition,
      flows?.condition(on: "r.flow_id", "SELECT FROM flow f WHERE f.id = r.flow_id", isForeignKey: true),
      deployments?.condition(on: "r.deployment_id", "SELECT FROM deployment d WHERE d.id = r.deployment_id"),
      workQueue("r.work_queue_id"),
    ].compactMap { $0 }
    return run.isEmpty ? nil : .exists("SELECT FROM flow_run r WHERE r.id = " + column, .all(run))
  }

  /// What a task run has to satisfy that is told by a column; nil if nothing is asked of it.
  func taskRun(_ column: SQLText) -> Condition? {
    taskRuns.map { .exists("SELECT FROM task_run t WHERE t.id = " + column, $0.condition) }
  }

  /// What a queue has to satisfy that is told by a column; nil if nothing is asked of it. The filters of pools and queues
  /// must hold for it.
  func workQueue(_ column: SQLText) -> Condition? {
    let apart = workQueues?.idsApart
    let queue = [workPools?.condition, (apart?.rest ?? workQueues)?.condition].compactMap { $0 }
    guard !queue.isEmpty else { return nil }
    let found = Condition.isOneOf(
      column, "SELECT q.id FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id WHERE", .all(queue))
    return apart.map { .all([$0.ids.condition(on: column), found]) } ?? found
  }

  /// What one of the flow runs of something has to satisfy, found by a query that ends in its join condition on `r`; nil
  /// if nothing is asked of them. The filters of flow runs and task runs must hold for the same one.
  func anyFlowRun(_ select: SQLText) -> Condition? {
    let run = [
      flowRuns?.condition,
      taskRuns.map { .exists("SELECT FROM task_run t WHERE t.flow_run_id = r.id", $0.condition) },
    ].compactMap { $0 }
    return run.isEmpty ? nil : .exists(select, .all(run))
  }
}
