public import JSON
public import Values

/// A process that takes runs from a work pool, as its heartbeats tell.
public struct Worker: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var workPoolID: UUID
  public var lastHeartbeatTime: Timestamp
  /// Nil for a worker that names none.
  public var heartbeatIntervalSeconds: Int?
  public var status: WorkerStatus

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, workPoolID: UUID, lastHeartbeatTime: Timestamp,
    heartbeatIntervalSeconds: Int?, status: WorkerStatus
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.workPoolID = workPoolID
    self.lastHeartbeatTime = lastHeartbeatTime
    self.heartbeatIntervalSeconds = heartbeatIntervalSeconds
    self.status = status
  }
}

public enum WorkerStatus: String, Sendable, CaseIterable {
  case online = "ONLINE"
  case offline = "OFFLINE"
}

extension Worker: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("name")
    writer.string(name)
    writer.key("work_pool_id")
    writer.uuid(workPoolID)
    writer.key("last_heartbeat_time")
    writer.timestamp(lastHeartbeatTime)
    writer.key("heartbeat_interval_seconds")
    writer.integer(heartbeatIntervalSeconds)
    writer.key("status")
    writer.string(status.rawValue)
    writer.endObject()
  }
}
