public import Models
public import Values

/// The slots of a task run's tags: what the rules look at, and what is to become of the slots of the run itself.
public struct TagSlots: Sendable {
  /// A limit named `tag:<tag>`, as it was when the facts were loaded.
  public struct Limit: Sendable, Hashable {
    public var id: UUID
    public var tag: String
    public var isActive: Bool
    public var limit: Int
    /// After decay.
    public var occupied: Int
    public var averageOccupancySeconds: Double

    public init(
      id: UUID, tag: String, isActive: Bool = true, limit: Int, occupied: Int = 0, averageOccupancySeconds: Double = 2
    ) {
      self.id = id
      self.tag = tag
      self.isActive = isActive
      self.limit = limit
      self.occupied = occupied
      self.averageOccupancySeconds = averageOccupancySeconds
    }

    var saturation: Double { Double(occupied) / Double(max(1, limit)) }
  }

  /// A limit as older servers stored it, with the runs that hold its slots.
  public struct LegacyLimit: Sendable, Hashable {
    public var id: UUID
    public var tag: String
    public var limit: Int
    public var occupied: Int

    public init(id: UUID, tag: String, limit: Int, occupied: Int = 0) {
      self.id = id
      self.tag = tag
      self.limit = limit
      self.occupied = occupied
    }
  }

  // Facts, as they were loaded.
  public var limits: [Limit]
  public var legacy: [LegacyLimit]
  /// The id that a new lease gets.
  public var newLease: UUID
  /// Where in its range a wait falls, from 0 to 1.
  public var chance: Double
  public var terms: SlotTerms

  /// What is to be done beside the state that is written; nothing is done when none is.
  public internal(set) var change: TagSlotChange = .none

  public init(
    limits: [Limit] = [], legacy: [LegacyLimit] = [], newLease: UUID = .random(), chance: Double = 0.5,
    terms: SlotTerms = SlotTerms()
  ) {
    self.limits = limits
    self.legacy = legacy
    self.newLease = newLease
    self.chance = chance
    self.terms = terms
  }

  /// The older limits count as soon as one of their tags has no other that is active.
  var countingLegacy: [LegacyLimit] {
    let tags = Set(limits.filter(\.isActive).map(\.tag))
    return legacy.allSatisfy { tags.contains($0.tag) } ? [] : legacy
  }
}

/// What becomes of the slots that a task run has of its tags.
public enum TagSlotChange: Sendable, Hashable {
  case none
  /// One slot of each is taken. Void when one of them is not free any more.
  case take(limits: [UUID], legacy: [UUID], lease: UUID)
  /// What the run holds of any of them is given back.
  case release(limits: [UUID], legacy: [UUID])
}
