/// Which workers; nil criteria restrict nothing.
public struct WorkerFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  public var lastHeartbeatTime: TimeFilter?
  public var status: Status?

  public struct Status: Sendable, Hashable {
    /// One of these; an empty list matches nothing.
    public var any: [WorkerStatus]?
    /// None of these; an empty list restricts nothing.
    public var notAny: [WorkerStatus]?
  }

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension WorkerFilter: ObjectReadable {
  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    lastHeartbeatTime = reader.optional("last_heartbeat_time", .times())
    status = reader.optional(
      "status",
      .model { reader in
        Status(
          any: reader.optional("any_", .list(.enumeration(WorkerStatus.self))),
          notAny: reader.optional("not_any_", .list(.enumeration(WorkerStatus.self))))
      })
  }
}
