internal import Models
internal import Postgres
internal import Values

extension FlowRunFilter {
  /// On a flow run `r`.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "r.id", as: .key),
        name?.condition(on: "r.name"),
        tags?.condition(on: "r.tags"),
        deploymentID?.condition(on: "r.deployment_id", as: .reference),
        workQueueName?.condition(on: "r.work_queue_name"),
        state?.condition(type: "r.state_type", name: "r.state_name"),
        flowVersion?.condition(on: "r.flow_version"),
        startTime?.condition(
          on: "COALESCE(r.start_time, r.expected_start_time)", presence: "r.start_time", of: .started),
        endTime?.condition(on: "r.end_time"),
        expectedStartTime?.condition(on: "r.expected_start_time", of: .expected),
        nextScheduledStartTime?.condition(on: "r.next_scheduled_start_time"),
        parentFlowRunID?.any.map { ids in
          .few(
            "r.parent_task_run_id", "SELECT pt.id FROM task_run pt WHERE ",
            .test("pt.flow_run_id = ANY($)", [.uuids(ids)]))
        },
        parentTaskRunID?.condition(on: "r.parent_task_run_id", as: .key),
        idempotencyKey?.condition(on: "r.idempotency_key"),
        createdBy?.condition,
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension FlowRunFilter {
  /// Of more days an index may as well look up all.
  private static let mostDays = 40

  /// That a run `r` was due or started on one of the days that its spans of time touch, as an index has them beside the names
  /// (012_names_and_failures.sql); nil if those are not bounded or are many.
  fileprivate var days: Condition? {
    guard `operator` == .and,
      let days = [expectedStartTime?.days, startTime?.days].compactMap({ $0 }).min(by: { $0.count < $1.count }),
      days.count <= FlowRunFilter.mostDays
    else { return nil }
    return .test(
      """
      ARRAY[(r.expected_start_time AT TIME ZONE 'UTC')::date,
        (COALESCE(r.start_time, r.expected_start_time) AT TIME ZONE 'UTC')::date] && $
      """, [.dates(days.map { Timestamp(microseconds: $0 * TimeFilter.day) })])
  }
}

extension TimeFilter {
  fileprivate static let day: Int64 = 86_400_000_000

  /// The days in UTC, counted from 1970, of the moments that it lets through; nil if they have no first or no last.
  fileprivate var days: ClosedRange<Int64>? {
    guard let after, let before, after <= before else { return nil }
    func day(_ moment: Timestamp) -> Int64 { moment.microseconds.flooredDivision(by: TimeFilter.day) }
    return day(after)...day(before)
  }
}

extension CreatedByFilter {
  /// On a flow run `r`.
  fileprivate var condition: Condition {
    var conditions: [Condition] = []
    if let ids { conditions.append(.test("r.created_by ->> 'id' = ANY($)", [.texts(ids.map(\.description))])) }
    if let types { conditions.append(.test("r.created_by ->> 'type' = ANY($)", [.texts(types)])) }
    if let isNull { conditions.append(.isNull("r.created_by", isNull)) }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension EntityFilters {
  /// What a flow run `r` has to satisfy.
  var flowRunCondition: Condition {
    .all(
      [
        flowRuns?.condition,
        flows?.condition(on: "r.flow_id", "SELECT FROM flow f WHERE f.id = r.flow_id", isForeignKey: true),
        taskRuns.map { .exists("SELECT FROM task_run t WHERE t.flow_run_id = r.id", $0.condition) },
        deployments?.condition(on: "r.deployment_id", "SELECT FROM deployment d WHERE d.id = r.deployment_id"),
        workQueue("r.work_queue_id"),
      ].compactMap { $0 })
  }
}

extension EntityFilters {
  /// The same with the days on it, for a search that finds many runs.
  var flowRunConditionByDays: Condition {
    .all([flowRunCondition, flowRuns?.days].compactMap { $0 })
  }
}

extension FlowRunSort {
  var order: SQLText {
    switch self {
    case .idDescending: "r.id DESC"
    case .startTimeAscending: "COALESCE(r.start_time, r.expected_start_time), r.id"
    case .startTimeDescending: "COALESCE(r.start_time, r.expected_start_time) DESC, r.id"
    case .expectedStartTimeAscending: "r.expected_start_time, r.id"
    case .expectedStartTimeDescending: "r.expected_start_time DESC, r.id"
    case .nameAscending: "r.name, r.id"
    case .nameDescending: "r.name DESC, r.id"
    case .nextScheduledStartTimeAscending: "r.next_scheduled_start_time, r.id"
    case .endTimeDescending: "r.end_time DESC, r.id"
    }
  }

  /// A list in this order.
  var list: JoinedList {
    JoinedList(
      columns: FlowRunColumns.list, row: "r", source: FlowRunColumns.table, relations: FlowRunColumns.relations,
      ordering: "r.name, r.start_time, r.expected_start_time, r.next_scheduled_start_time, r.end_time",
      order: order, indexed: index, largestFoundFirst: 100)
  }

  /// By what indexes have the runs in this order (005_entity_times.sql, 008_list_indexes.sql).
  var index: IndexedOrder? {
    switch self {
    case .startTimeAscending, .startTimeDescending: .started
    case .expectedStartTimeAscending, .expectedStartTimeDescending: .expected
    case .idDescending, .nameAscending, .nameDescending, .nextScheduledStartTimeAscending, .endTimeDescending: nil
    }
  }
}
