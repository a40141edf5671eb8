public import Models
public import Values

/// The slots of a flow run's deployment: what the rules look at, and what is to become of the slot of the run itself.
///
/// A run holds one slot at most, by a lease that is made and ended together with its states.
public struct DeploymentSlots: Sendable {
  /// The limit of the deployment, as it was when the facts were loaded. Whoever takes a slot of it finds out whether that
  /// still holds.
  public struct Limit: Sendable, Hashable {
    public var id: UUID
    public var isActive: Bool
    public var limit: Int
    /// After decay.
    public var occupied: Int

    public init(id: UUID, isActive: Bool = true, limit: Int, occupied: Int = 0) {
      self.id = id
      self.isActive = isActive
      self.limit = limit
      self.occupied = occupied
    }

    /// An inactive limit never grants.
    var hasFreeSlot: Bool { isActive && occupied < limit }
  }

  // Facts, as they were loaded.
  /// Whether the deployment that the run names is there.
  public var isDeploymentThere: Bool
  public var limit: Limit?
  public var options: ConcurrencyOptions
  /// The lease that the run holds.
  public var lease: UUID?
  /// The id that a new lease gets.
  public var newLease: UUID
  public var terms: SlotTerms

  /// What is to be done beside the state that is written; nothing is done when none is.
  public internal(set) var change: SlotChange = .none

  public init(
    isDeploymentThere: Bool = false, limit: Limit? = nil, options: ConcurrencyOptions = ConcurrencyOptions(),
    lease: UUID? = nil, newLease: UUID = .random(), terms: SlotTerms = SlotTerms()
  ) {
    self.isDeploymentThere = isDeploymentThere
    self.limit = limit
    self.options = options
    self.lease = lease
    self.newLease = newLease
    self.terms = terms
  }

  /// How long a lease lasts that its holder is to renew.
  var leaseDuration: Duration { options.gracePeriod ?? terms.deploymentLease }
}

/// What becomes of the slot that a flow run has of its deployment.
public enum SlotChange: Sendable, Hashable {
  case none
  /// One slot of the limit is taken, by a new lease. Void when none is free any more.
  case take(limit: UUID, lease: UUID, duration: Duration)
  /// The lease that the run holds lasts for so long from now. Void when it is gone.
  case renew(Duration)
  /// The lease that the run holds ends.
  case release
}
