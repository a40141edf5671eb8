/// Sizes of one event (contract §6.1).
public struct EventLimits: Sendable, Hashable {
  /// Characters of an event's name.
  public var nameCharacters = 1024
  /// Labels of one resource.
  public var labelsPerResource = 500
  /// Related resources of one event.
  public var relatedResources = 100
  /// Bytes of one event as JSON; larger ones are dropped with a warning, not refused.
  public var bytes = 1_500_000

  public init() {}
}
