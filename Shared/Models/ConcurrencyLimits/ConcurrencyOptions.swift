internal import Values

/// What becomes of a run for which there is no slot.
public enum CollisionStrategy: String, Sendable, CaseIterable {
  /// It waits and asks again.
  case enqueue = "ENQUEUE"
  /// It is cancelled.
  case cancelNew = "CANCEL_NEW"
}

/// How a deployment's concurrency limit is kept (contract §7.9).
public struct ConcurrencyOptions: Sendable, Hashable, ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public var collisionStrategy: CollisionStrategy
  /// How long a run may take from pending to running before it loses its slot; nil leaves it to the settings.
  public var gracePeriod: Duration?

  public init(collisionStrategy: CollisionStrategy = .enqueue, gracePeriod: Duration? = nil) {
    self.collisionStrategy = collisionStrategy
    self.gracePeriod = gracePeriod
  }

  public init(reader: inout ObjectReader) {
    collisionStrategy = reader.required("collision_strategy", .enumeration())
    gracePeriod = reader.optional("grace_period_seconds", .integer(atLeast: 60, atMost: 86_400)).map { .seconds($0) }
  }
}
