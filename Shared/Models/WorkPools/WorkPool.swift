public import JSON
public import Values

/// A place where runs wait for workers of one type.
public struct WorkPool: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var description: String?
  public var type: String
  public var baseJobTemplate: RawJSON
  public var isPaused: Bool
  /// How many runs may be on their way or running at once; nil for any number.
  public var concurrencyLimit: Int?
  public var status: WorkPoolStatus
  public var defaultQueueID: UUID?
  public var storage: WorkPoolStorage
  /// How many slots of the limit are taken; nil without a limit.
  public var activeSlots: Int?
  /// The event that told of the last change of status, which the next one follows.
  public var lastStatusEventID: UUID?
  public var lastTransitionedStatusAt: Timestamp?

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, name: String, description: String? = nil, type: String,
    baseJobTemplate: RawJSON = .emptyObject, isPaused: Bool = false, concurrencyLimit: Int? = nil,
    status: WorkPoolStatus = .notReady, defaultQueueID: UUID? = nil, storage: WorkPoolStorage = WorkPoolStorage(),
    activeSlots: Int? = nil, lastStatusEventID: UUID? = nil, lastTransitionedStatusAt: Timestamp? = nil
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.description = description
    self.type = type
    self.baseJobTemplate = baseJobTemplate
    self.isPaused = isPaused
    self.concurrencyLimit = concurrencyLimit
    self.status = status
    self.defaultQueueID = defaultQueueID
    self.storage = storage
    self.activeSlots = activeSlots
    self.lastStatusEventID = lastStatusEventID
    self.lastTransitionedStatusAt = lastTransitionedStatusAt
  }

  /// The type of pools that agents, the forerunners of workers, serve; they have no status.
  public static let agentType = "prefect-agent"
}

extension WorkPool: JSONWritable {
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
    writer.key("description")
    writer.string(description)
    writer.key("type")
    writer.string(type)
    writer.key("base_job_template")
    writer.raw(baseJobTemplate)
    writer.key("is_paused")
    writer.bool(isPaused)
    writer.key("concurrency_limit")
    writer.integer(concurrencyLimit)
    writer.key("status")
    writer.string(type == WorkPool.agentType ? nil : status.rawValue)
    writer.key("default_queue_id")
    writer.uuid(defaultQueueID)
    writer.key("storage_configuration")
    storage.write(to: &writer)
    writer.key("active_slots")
    writer.integer(activeSlots)
    writer.endObject()
  }
}
