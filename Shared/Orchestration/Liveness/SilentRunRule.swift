public import Models
public import Values

/// Decides whether a run has fallen silent: it sent heartbeats, and has sent none for longer than the tolerance.
///
/// A run that never sent a heartbeat in its present state is not judged, since its process may send none at all; neither is
/// one that is not running.
public struct SilentRunRule: Sendable {
  /// A run with what was heard of it, by the database's clock.
  public struct Run: Sendable, Hashable {
    public var type: StateType
    /// Since when it has been in its state.
    public var since: Timestamp
    /// When its last heartbeat was stored.
    public var lastHeard: Timestamp?

    public init(type: StateType, since: Timestamp, lastHeard: Timestamp?) {
      self.type = type
      self.since = since
      self.lastHeard = lastHeard
    }
  }

  public let tolerance: Duration

  public init(tolerance: Duration) {
    self.tolerance = tolerance
  }

  /// The message of the state that a silent run is taken to; nil for one that is not silent.
  public func verdict(on run: Run, _ intake: EventIntake) -> String? {
    guard run.type == .running, let lastHeard = run.lastHeard, lastHeard >= run.since,
      intake.hasPassed(tolerance, since: lastHeard)
    else { return nil }
    return "Flow run marked as crashed: its last heartbeat came at \(lastHeard.text), "
      + "more than the tolerated \(tolerance.inWords) ago."
  }
}

extension Duration {
  /// Whole seconds for a message.
  var inWords: String { "\(components.seconds) seconds" }
}
