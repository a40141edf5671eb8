public import JSON

/// What `POST /work_pools/{name}/queues` takes.
public struct WorkQueueCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var description: String
  public var isPaused: Bool
  public var concurrencyLimit: Int?
  /// Nil for the first one that is free.
  public var priority: Int?
  public var filter: RawJSON?

  public init(name: String, description: String = "", priority: Int? = nil) {
    self.name = name
    self.description = description
    self.priority = priority
    isPaused = false
  }

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .name)
    description = reader.optional("description", .string) ?? ""
    isPaused = reader.value("is_paused", .bool, default: false)
    concurrencyLimit = reader.optional("concurrency_limit", .integer(atLeast: 0, atMost: Int(Int32.max)))
    priority = reader.optional("priority", .integer(above: 0, atMost: Int(Int32.max)))
    filter = reader.optional("filter", .queueFilter)
  }
}
