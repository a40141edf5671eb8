public import JSON

/// What `PATCH /work_pools/{name}` takes: only what was sent is changed.
public struct WorkPoolUpdate: Sendable, Hashable, ObjectReadable {
  public var description: Field<String>
  public var isPaused: Field<Bool>
  public var baseJobTemplate: Field<RawJSON>
  public var concurrencyLimit: Field<Int>
  public var storage: Field<WorkPoolStorage>

  /// Pauses or resumes a pool.
  public init(isPaused: Bool) {
    description = .absent
    self.isPaused = .value(isPaused)
    baseJobTemplate = .absent
    concurrencyLimit = .absent
    storage = .absent
  }

  public init(reader: inout ObjectReader) {
    description = reader.field("description", .string)
    isPaused = reader.field("is_paused", .bool)
    baseJobTemplate = reader.presentField("base_job_template", .baseJobTemplate)
    concurrencyLimit = reader.field("concurrency_limit", .integer(atLeast: 0, atMost: Int(Int32.max)))
    storage = reader.field("storage_configuration", .model())
  }

  /// Stores a template of jobs.
  public init(baseJobTemplate: RawJSON) {
    description = .absent
    isPaused = .absent
    self.baseJobTemplate = .value(baseJobTemplate)
    concurrencyLimit = .absent
    storage = .absent
  }

  /// Whether something is sent, changed or not, that connected workers are told at once (contract §2.3).
  public var concernsWorkers: Bool {
    isPaused.isPresent || baseJobTemplate.isPresent || concurrencyLimit.isPresent || storage.isPresent
  }

  /// Whether only that is changed which may be changed of a reserved pool.
  public var isAllowedForReserved: Bool {
    !description.isPresent && !baseJobTemplate.isPresent && !storage.isPresent
  }
}
