/// What takes the slots of a pool, by its queues.
public struct WorkPoolSlots: Sendable, Hashable {
  public var activeSlots: Int
  public var concurrencyLimit: Int?
  /// Those of a page.
  public var queues: [QueueSlots]
  /// How many queues the pool has.
  public var queueCount: Int

  public init(activeSlots: Int, concurrencyLimit: Int?, queues: [QueueSlots], queueCount: Int) {
    self.activeSlots = activeSlots
    self.concurrencyLimit = concurrencyLimit
    self.queues = queues
    self.queueCount = queueCount
  }
}
