public import JSON

/// What `POST /work_pools/` takes.
public struct WorkPoolCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var description: String?
  public var type: String
  public var baseJobTemplate: RawJSON
  public var isPaused: Bool
  public var concurrencyLimit: Int?
  public var storage: WorkPoolStorage

  public init(name: String, type: String = WorkPool.agentType, concurrencyLimit: Int? = nil) {
    self.name = name
    self.type = type
    self.concurrencyLimit = concurrencyLimit
    baseJobTemplate = .emptyObject
    isPaused = false
    storage = WorkPoolStorage()
  }

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .poolName)
    description = reader.optional("description", .string)
    type = reader.value("type", .string, default: WorkPool.agentType)
    baseJobTemplate = reader.value("base_job_template", .baseJobTemplate, default: .emptyObject)
    isPaused = reader.value("is_paused", .bool, default: false)
    concurrencyLimit = reader.optional("concurrency_limit", .integer(atLeast: 0, atMost: Int(Int32.max)))
    storage = reader.value("storage_configuration", .model(), default: WorkPoolStorage())
  }
}
