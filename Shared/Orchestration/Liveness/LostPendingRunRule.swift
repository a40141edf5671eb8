public import Models
public import Values

/// Decides whether a pending run is lost: the worker that took it died before it started the run's process, or nothing has
/// been heard of that process for too long.
public struct LostPendingRunRule: Sendable {
  /// A run of a deployment with what is known of the workers of its pool, by the database's clock.
  public struct Run: Sendable, Hashable {
    public var type: StateType
    /// Since when it has been in its state.
    public var since: Timestamp
    /// Whether a worker said that it made infrastructure for the run, in which a process may still be starting.
    public var hasInfrastructure: Bool
    /// The workers of its pool; nil without a pool, or where none was ever heard.
    public var workers: Workers?

    public init(type: StateType, since: Timestamp, hasInfrastructure: Bool, workers: Workers?) {
      self.type = type
      self.since = since
      self.hasInfrastructure = hasInfrastructure
      self.workers = workers
    }
  }

  /// The workers of a pool.
  public struct Workers: Sendable, Hashable {
    public var pool: String
    public var isAnyOnline: Bool
    public var lastHeard: Timestamp

    public init(pool: String, isAnyOnline: Bool, lastHeard: Timestamp) {
      self.pool = pool
      self.isAnyOnline = isAnyOnline
      self.lastHeard = lastHeard
    }
  }

  /// How long a run may be pending in any case.
  public let tolerance: Duration
  /// After what silence of all workers a run is lost for which no infrastructure was made.
  public let workerSilence: Duration

  public init(tolerance: Duration, workerSilence: Duration) {
    self.tolerance = tolerance
    self.workerSilence = workerSilence
  }

  /// The time that has to pass at least before any run is lost.
  public var shortest: Duration { min(tolerance, workerSilence) }

  /// The message of the state that a lost run is taken to; nil for one that is not lost.
  public func verdict(on run: Run, _ intake: EventIntake) -> String? {
    guard run.type == .pending else { return nil }
    let offline = run.workers.flatMap { $0.isAnyOnline ? nil : $0 }
    if let offline, !run.hasInfrastructure,
      intake.hasPassed(workerSilence, since: max(run.since, offline.lastHeard))
    {
      return "Flow run marked as crashed: all workers of work pool '\(offline.pool)' went offline "
        + "before they started it; the last was heard at \(offline.lastHeard.text)."
    }
    guard intake.hasPassed(tolerance, since: run.since) else { return nil }
    let addition = offline.map { " and no worker of work pool '\($0.pool)' is online" } ?? ""
    return "Flow run marked as crashed: it was pending for more than \(tolerance.inWords), "
      + "its process never reported\(addition)."
  }
}
