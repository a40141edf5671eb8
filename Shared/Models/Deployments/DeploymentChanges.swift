public import JSON
public import Values

/// What creating and updating a deployment have in common; what was not sent stays as it is.
public struct DeploymentChanges: Sendable, Hashable {
  public var isPaused: Field<Bool> = .absent
  public var concurrencyLimit: Field<Int> = .absent
  public var concurrencyOptions: Field<RawJSON> = .absent
  public var globalConcurrencyLimitID: Field<UUID> = .absent
  public var enforcesParameterSchema: Field<Bool> = .absent
  public var parameterSchema: Field<RawJSON> = .absent
  public var parameters: Field<RawJSON> = .absent
  public var tags: Field<[String]> = .absent
  public var pullSteps: Field<RawJSON> = .absent
  public var workQueueName: Field<String> = .absent
  public var workPoolName: Field<String> = .absent
  public var storageDocumentID: Field<UUID> = .absent
  public var infrastructureDocumentID: Field<UUID> = .absent
  public var description: Field<String> = .absent
  public var path: Field<String> = .absent
  public var version: Field<String> = .absent
  public var entrypoint: Field<String> = .absent
  public var jobVariables: Field<RawJSON> = .absent

  public init() {}

  /// Reads the members that both bodies take in the same way.
  init(reader: inout ObjectReader) {
    isPaused = reader.presentField("paused", .bool)
    concurrencyLimit = reader.field("concurrency_limit", .integer(above: 0, atMost: Int(Int32.max)))
    concurrencyOptions = reader.field("concurrency_options", .concurrencyOptions)
    globalConcurrencyLimitID = reader.field("global_concurrency_limit_id", .uuid)
    parameterSchema = reader.field("parameter_openapi_schema", .parameterSchema)
    tags = reader.presentField("tags", .list(.string))
    pullSteps = reader.field("pull_steps", .objects)
    workQueueName = reader.field("work_queue_name", .string)
    workPoolName = reader.field("work_pool_name", .string)
    storageDocumentID = reader.field("storage_document_id", .uuid)
    infrastructureDocumentID = reader.field("infrastructure_document_id", .uuid)
    description = reader.field("description", .string)
    path = reader.field("path", .string)
    version = reader.field("version", .string)
    entrypoint = reader.field("entrypoint", .string)
    _ = reader.optional("version_info", .model(VersionInfo.self))
    // Keys of old clients, taken and dropped.
    for key: StaticString in [
      "worker_pool_queue_id", "worker_pool_name", "worker_pool_queue_name", "work_pool_queue_name",
    ] {
      _ = reader.member(key)
    }
    if concurrencyLimit.value != nil, globalConcurrencyLimitID.value != nil {
      reader.refuse("A deployment cannot have both a concurrency limit and a global concurrency limit.")
    }
  }
}

/// The version of a deployment as a version control system tells it; taken and not kept.
struct VersionInfo: ObjectReadable {
  static var unknownKeys: UnknownKeys { .ignored }

  init(reader: inout ObjectReader) {
    _ = reader.required("type", .string)
    _ = reader.required("version", .string)
  }
}

extension Reading where Value == RawJSON {
  /// What happens to runs beyond the concurrency limit.
  static let concurrencyOptions = Reading.model(unknownKeys: .ignored) { reader in
    let options = ConcurrencyOptions(reader: &reader)
    return RawJSON { writer in
      writer.beginObject()
      writer.key("collision_strategy")
      writer.string(options.collisionStrategy.rawValue)
      writer.key("grace_period_seconds")
      writer.integer(options.gracePeriod.map { Int($0.components.seconds) })
      writer.endObject()
    }
  }

  /// The schema of parameters; an empty one is one of objects without members.
  static let parameterSchema = Reading(schema: .anyObject, fallback: .emptyObject) { value, problems in
    guard value.kind == .object, value.memberCount == 0 else { return object.read(value, problems) }
    return RawJSON(validated: Array(#"{"type":"object","properties":{}}"#.utf8))
  }

  /// A list of objects.
  static let objects = Reading(schema: .list(.anyObject), fallback: .emptyArray) { value, problems in
    _ = Reading<[RawJSON]>.list(.object).read(value, problems)
    return value.raw
  }
}
