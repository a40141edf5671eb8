public import JSON
public import Values

/// A part of a work pool's work, taken before those of lower priority.
public struct WorkQueue: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var description: String
  public var isPaused: Bool
  public var concurrencyLimit: Int?
  /// The smallest number is the highest priority.
  public var priority: Int
  public var workPoolID: UUID
  /// The filter of a queue of old; an object.
  public var filter: RawJSON?
  public var lastPolled: Timestamp?
  public var workPoolName: String?
  public var status: WorkQueueStatus
  /// How many slots of the limit are taken; nil without a limit.
  public var activeSlots: Int?

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, description: String = "", isPaused: Bool = false,
    concurrencyLimit: Int? = nil, priority: Int = 1, workPoolID: UUID, filter: RawJSON? = nil,
    lastPolled: Timestamp? = nil, workPoolName: String? = nil, status: WorkQueueStatus = .notReady,
    activeSlots: Int? = nil
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.description = description
    self.isPaused = isPaused
    self.concurrencyLimit = concurrencyLimit
    self.priority = priority
    self.workPoolID = workPoolID
    self.filter = filter
    self.lastPolled = lastPolled
    self.workPoolName = workPoolName
    self.status = status
    self.activeSlots = activeSlots
  }
}

extension WorkQueue: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer)
    writer.key("work_pool_name")
    writer.string(workPoolName)
    writer.key("status")
    writer.string(status.rawValue)
    writer.key("active_slots")
    writer.integer(activeSlots)
    writer.endObject()
  }

  /// The members that are the queue's own, for the one answer that shows no others.
  public func writeMembers(to writer: inout JSONWriter) {
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("name")
    writer.string(name)
    writer.key("description")
    writer.string(description)
    writer.key("is_paused")
    writer.bool(isPaused)
    writer.key("concurrency_limit")
    writer.integer(concurrencyLimit)
    writer.key("priority")
    writer.integer(priority)
    writer.key("work_pool_id")
    writer.uuid(workPoolID)
    writer.key("filter")
    writer.raw(filter)
    writer.key("last_polled")
    writer.timestamp(lastPolled)
  }
}
