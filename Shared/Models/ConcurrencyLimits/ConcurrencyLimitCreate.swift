/// What `POST /v2/concurrency_limits/` takes.
public struct ConcurrencyLimitCreate: Sendable, Hashable, ObjectReadable {
  public var active: Bool
  public var name: String
  public var limit: Int
  public var activeSlots: Int
  public var deniedSlots: Int
  public var slotDecayPerSecond: Double

  public init(
    active: Bool = true, name: String, limit: Int, activeSlots: Int = 0, deniedSlots: Int = 0,
    slotDecayPerSecond: Double = 0
  ) {
    self.active = active
    self.name = name
    self.limit = limit
    self.activeSlots = activeSlots
    self.deniedSlots = deniedSlots
    self.slotDecayPerSecond = slotDecayPerSecond
  }

  public init(reader: inout ObjectReader) {
    active = reader.value("active", .bool, default: true)
    name = reader.required("name", .name)
    limit = reader.required("limit", .slotCount)
    activeSlots = reader.value("active_slots", .slotCount, default: 0)
    deniedSlots = reader.value("denied_slots", .slotCount, default: 0)
    slotDecayPerSecond = reader.value("slot_decay_per_second", .slotDecay, default: 0)
  }
}
