/// Sizes the API refuses beyond; the defaults are the reference's settings.
public struct ModelLimits: Sendable, Hashable {
  /// Bytes of a run's or deployment's parameters, written compactly; 0 means no limit.
  public var parameterBytes = 524_288
  /// Characters of a task's cache key.
  public var cacheKeyCharacters = 2000
  /// Entries of a task's list of retry delays.
  public var retryDelays = 50
  public var events = EventLimits()
  /// Whether automations may have metric triggers, which Prefect's server refuses.
  public var acceptsMetricTriggers = true

  public init() {}

  public static let `default` = ModelLimits()
}
