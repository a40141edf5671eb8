public import JSON
public import Values

/// What `PATCH` on a work queue takes: only what was sent is changed.
public struct WorkQueueUpdate: Sendable, Hashable, ObjectReadable {
  public var name: Field<String>
  public var description: Field<String>
  public var isPaused: Field<Bool>
  public var concurrencyLimit: Field<Int>
  public var priority: Field<Int>
  public var lastPolled: Field<Timestamp>
  public var filter: Field<RawJSON>

  /// Pauses or resumes a queue.
  public init(isPaused: Bool) {
    name = .absent
    description = .absent
    self.isPaused = .value(isPaused)
    concurrencyLimit = .absent
    priority = .absent
    lastPolled = .absent
    filter = .absent
  }

  public init(reader: inout ObjectReader) {
    name = reader.field("name", .string)
    description = reader.field("description", .string)
    isPaused = reader.presentField("is_paused", .bool)
    concurrencyLimit = reader.field("concurrency_limit", .integer(atLeast: 0, atMost: Int(Int32.max)))
    priority = reader.field("priority", .integer(above: 0, atMost: Int(Int32.max)))
    lastPolled = reader.field("last_polled", .timestamp)
    filter = reader.field("filter", .queueFilter)
  }
}
