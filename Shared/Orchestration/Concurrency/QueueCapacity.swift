public import Values

/// The concurrency limits of a flow run's work queue and work pool, where one of the two has a limit.
public struct QueueCapacity: Sendable, Hashable {
  /// A limit, and how many runs it counts: those that are PENDING or RUNNING.
  public struct Limit: Sendable, Hashable {
    public var limit: Int
    public var active: Int

    public init(limit: Int, active: Int) {
      self.limit = limit
      self.active = active
    }

    /// Whether another run may become PENDING or RUNNING.
    public var hasRoom: Bool { active < limit }
  }

  public var queueID: UUID
  public var poolID: UUID
  public var queueName: String
  public var poolName: String
  /// Nil for a queue without a limit.
  public var queue: Limit?
  /// Nil for a pool without a limit.
  public var pool: Limit?

  public init(
    queueID: UUID, poolID: UUID, queueName: String, poolName: String, queue: Limit?, pool: Limit?
  ) {
    self.queueID = queueID
    self.poolID = poolID
    self.queueName = queueName
    self.poolName = poolName
    self.queue = queue
    self.pool = pool
  }

  public var hasRoom: Bool { (queue?.hasRoom ?? true) && (pool?.hasRoom ?? true) }

  /// Why a run is refused.
  var refusal: String {
    queue?.hasRoom == false
      ? "The concurrency limit of work queue '\(queueName)' is reached."
      : "The concurrency limit of work pool '\(poolName)' is reached."
  }
}
