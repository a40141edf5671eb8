public import JSON
public import Values

/// A global limit on how many slots may be occupied at once (contract §7.11).
public struct ConcurrencyLimit: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  /// An inactive limit blocks nobody.
  public var active: Bool
  public var name: String
  public var limit: Int
  /// Slots that are occupied, after decay.
  public var activeSlots: Int
  /// Slots that were asked for in vain and may be asked for again, after decay.
  public var deniedSlots: Int
  /// How many slots become free by themselves; 0 where they have to be released.
  public var slotDecayPerSecond: Double
  /// How long a slot is occupied, in seconds: a moving average.
  public var averageSlotOccupancySeconds: Double

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, active: Bool = true, name: String, limit: Int,
    activeSlots: Int = 0, deniedSlots: Int = 0, slotDecayPerSecond: Double = 0,
    averageSlotOccupancySeconds: Double = 2
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.active = active
    self.name = name
    self.limit = limit
    self.activeSlots = activeSlots
    self.deniedSlots = deniedSlots
    self.slotDecayPerSecond = slotDecayPerSecond
    self.averageSlotOccupancySeconds = averageSlotOccupancySeconds
  }
}

extension ConcurrencyLimit: JSONWritable {
  /// `ConcurrencyLimitV2`, as creation answers.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeIdentity(to: &writer)
    writer.key("active_slots")
    writer.integer(activeSlots)
    writer.key("denied_slots")
    writer.integer(deniedSlots)
    writer.key("slot_decay_per_second")
    writer.double(slotDecayPerSecond)
    writer.key("avg_slot_occupancy_seconds")
    writer.double(averageSlotOccupancySeconds)
    writer.endObject()
  }

  fileprivate func writeIdentity(to writer: inout JSONWriter) {
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("active")
    writer.bool(active)
    writer.key("name")
    writer.string(name)
    writer.key("limit")
    writer.integer(limit)
  }
}

/// `GlobalConcurrencyLimitResponse`: what reading a limit answers.
public struct ConcurrencyLimitSummary: Sendable, Hashable, JSONWritable {
  public var limit: ConcurrencyLimit

  public init(_ limit: ConcurrencyLimit) {
    self.limit = limit
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    limit.writeIdentity(to: &writer)
    writer.key("active_slots")
    writer.integer(limit.activeSlots)
    writer.key("slot_decay_per_second")
    writer.double(limit.slotDecayPerSecond)
    writer.endObject()
  }
}
