public import JSON
public import Values

/// What `POST /task_runs/` takes.
public struct TaskRunCreate: Sendable, Hashable, ObjectReadable {
  public var id: UUID?
  public var state: StateCreate?
  /// Nil if a name is to be made up.
  public var name: String?
  public var flowRunID: UUID?
  public var taskKey: String
  public var dynamicKey: String
  public var cacheKey: String?
  public var cacheExpiration: Timestamp?
  public var taskVersion: String?
  public var empiricalPolicy: TaskRunPolicy
  public var tags: [String]
  /// An empty object if absent, nil if null.
  public var labels: RawJSON?
  public var taskInputs: RawJSON

  public init(reader: inout ObjectReader) {
    id = reader.optional("id", .uuid)
    state = reader.optional("state", .model())
    name = reader.runName()
    flowRunID = reader.optional("flow_run_id", .uuid)
    taskKey = reader.required("task_key", .string)
    dynamicKey = reader.required("dynamic_key", .string)
    cacheKey = reader.optional("cache_key", .cacheKey)
    cacheExpiration = reader.optional("cache_expiration", .timestamp)
    taskVersion = reader.optional("task_version", .string)
    empiricalPolicy = reader.value("empirical_policy", .model(), default: TaskRunPolicy())
    tags = reader.value("tags", .list(.string), default: [])
    labels = reader.labels()
    taskInputs = reader.value("task_inputs", .taskInputs, default: .emptyObject)
  }

  public init(taskKey: String, dynamicKey: String, flowRunID: UUID? = nil, id: UUID? = nil, name: String? = nil) {
    self.id = id
    self.name = name
    self.flowRunID = flowRunID
    self.taskKey = taskKey
    self.dynamicKey = dynamicKey
    empiricalPolicy = TaskRunPolicy()
    tags = []
    labels = .emptyObject
    taskInputs = .emptyObject
  }
}

extension Reading where Value == String {
  /// A task's cache key, of bounded length.
  public static let cacheKey = Reading(schema: .string, fallback: "") { value, problems in
    let key = string.read(value, problems)
    let maximum = problems.limits.cacheKeyCharacters
    if key.unicodeScalars.count > maximum {
      problems.addValueError("Cache key exceeded maximum allowed length of \(maximum) characters.", input: value)
    }
    return key
  }
}
