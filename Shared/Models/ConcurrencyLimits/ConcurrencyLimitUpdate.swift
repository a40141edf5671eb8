/// What `PATCH /v2/concurrency_limits/…` takes. Null passes here and violates the table (409 integrity).
public struct ConcurrencyLimitUpdate: Sendable, Hashable, ObjectReadable {
  public var active: Field<Bool>
  public var name: Field<String>
  public var limit: Field<Int>
  public var activeSlots: Field<Int>
  public var deniedSlots: Field<Int>
  public var slotDecayPerSecond: Field<Double>

  public init(
    active: Field<Bool> = .absent, name: Field<String> = .absent, limit: Field<Int> = .absent,
    activeSlots: Field<Int> = .absent, deniedSlots: Field<Int> = .absent,
    slotDecayPerSecond: Field<Double> = .absent
  ) {
    self.active = active
    self.name = name
    self.limit = limit
    self.activeSlots = activeSlots
    self.deniedSlots = deniedSlots
    self.slotDecayPerSecond = slotDecayPerSecond
  }

  public init(reader: inout ObjectReader) {
    active = reader.field("active", .bool)
    name = reader.field("name", .name)
    limit = reader.field("limit", .slotCount)
    activeSlots = reader.field("active_slots", .slotCount)
    deniedSlots = reader.field("denied_slots", .slotCount)
    slotDecayPerSecond = reader.field("slot_decay_per_second", .slotDecay)
  }
}
