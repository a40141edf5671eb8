internal import Values

/// What an increment asks for (contract §7.11): the same number of slots of each of several limits, all or nothing.
public struct SlotRequest: Sendable, Hashable {
  /// What the slots are taken for.
  public enum Mode: String, Sendable, CaseIterable {
    case concurrency
    /// Only of limits whose slots decay.
    case rateLimit = "rate_limit"
  }

  public var names: [String]
  public var slots: Int
  public var mode: Mode

  public init(names: [String], slots: Int, mode: Mode = .concurrency) {
    self.names = names
    self.slots = slots
    self.mode = mode
  }

  /// The parameters of an increment.
  public init(reader: inout ObjectReader) {
    slots = reader.required("slots", .slotsWanted)
    names = reader.required("names", .list(.string, minimum: 1))
    mode = reader.value("mode", .literal(), default: .concurrency)
  }
}

/// How long slots are held, and for whom.
public struct LeaseRequest: Sendable, Hashable {
  public var duration: Duration
  public var holder: ConcurrencyLeaseHolder?

  public init(duration: Duration = .seconds(300), holder: ConcurrencyLeaseHolder? = nil) {
    self.duration = duration
    self.holder = holder
  }

  /// The parameters of an increment with lease that follow `SlotRequest`'s.
  public init(reader: inout ObjectReader) {
    duration = reader.value("lease_duration", .leaseDuration, default: .seconds(300))
    holder = reader.optional("holder", .model())
  }
}

/// What a decrement by names gives back.
public struct SlotReturn: Sendable, Hashable {
  public var names: [String]
  public var slots: Int
  /// How long all of the slots together were occupied, if it is known.
  public var occupancySeconds: Double?

  public init(names: [String], slots: Int, occupancySeconds: Double? = nil) {
    self.names = names
    self.slots = slots
    self.occupancySeconds = occupancySeconds
  }

  public init(reader: inout ObjectReader) {
    slots = reader.required("slots", .slotsWanted)
    names = reader.required("names", .list(.string, minimum: 1))
    occupancySeconds = reader.optional("occupancy_seconds", .occupancySeconds)
    _ = reader.value("create_if_missing", .bool, default: false)
  }
}
