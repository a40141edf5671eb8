/// Which task runs; nil criteria restrict nothing.
public struct TaskRunFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  public var name: TextFilter?
  public var tags: TagsFilter?
  public var state: StateFilter?
  public var startTime: TimeFilter?
  public var endTime: TimeFilter?
  public var expectedStartTime: TimeFilter?
  public var subflowRuns: FlagFilter?
  /// With `isNull` false (its default) and no list: task runs of any flow run.
  public var flowRunID: IdentifierFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension TaskRunFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers(.any))
    name = reader.optional("name", .texts([.any, .like]))
    tags = reader.optional("tags", .tags())
    state = reader.optional("state", .states(.any))
    startTime = reader.optional("start_time", .times(.isNull))
    endTime = reader.optional("end_time", .times(.isNull))
    expectedStartTime = reader.optional("expected_start_time", .times())
    subflowRuns = reader.optional("subflow_runs", .exists)
    flowRunID = reader.optional("flow_run_id", .taskRunFlowRunID)
  }
}

extension Reading where Value == IdentifierFilter {
  /// `is_null_` is false unless it is sent.
  static let taskRunFlowRunID = Reading.model { reader in
    var filter = IdentifierFilter()
    filter.operator = reader.filterOperator()
    filter.any = reader.optional("any_", .uuids())
    switch reader.field("is_null_", .bool) {
    case .absent: filter.isNull = false
    case .null: filter.isNull = nil
    case .value(let isNull): filter.isNull = isNull
    }
    return filter
  }
}
