internal import Models
internal import Postgres
internal import Values

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

  /// Whether the filters of runs are left out: what else there is is few.
  var asksNothingOfRuns: Bool { flowRuns == nil && taskRuns == nil }

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
    // The column is a foreign key: for ids alone nothing has to be found.
    if let apart, queue.count == 1, case .always = queue[0] {
      return apart.ids.condition(on: column, as: .workQueue)
    }
    let exists = Condition.exists(
      "SELECT FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id WHERE q.id = " + column, .all(queue))
    return apart.map { .all([$0.ids.condition(on: column), exists]) } ?? exists
  }

  /// The same filters, in which pools and queues are told by the ids of the queues: the planner knows how many rows these have,
  /// and indexes and tallies are kept by them.
  func knowingQueues(from database: Database) async throws -> EntityFilters {
    let queue = [workPools?.condition, workQueues?.condition].compactMap { $0 }
    guard !queue.isEmpty, workPools != nil || workQueues?.idsAlone == nil else { return self }
    var query = QueryText("SELECT q.id FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id WHERE ")
    Condition.all(queue).write(to: &query)
    query.planning = .once
    var known = self
    known.workPools = nil
    known.workQueues = WorkQueueFilter()
    known.workQueues?.id = IdentifierFilter(
      any: try await database.run(query.statement, query.values, on: .bulk).map { row in
        var reader = row.reader()
        return try reader.uuid()
      })
    return known
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
