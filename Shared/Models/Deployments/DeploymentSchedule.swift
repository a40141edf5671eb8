public import JSON
public import Values

/// A schedule of a deployment as the API answers it.
public struct DeploymentSchedule: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var deploymentID: UUID
  /// The schedule as it is stored.
  public var schedule: RawJSON
  public var isActive: Bool
  public var maximumScheduledRuns: Int?
  /// What its runs get beside, or instead of, the deployment's parameters.
  public var parameters: RawJSON
  /// Unique within the deployment.
  public var slug: String?

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, deploymentID: UUID, schedule: RawJSON, isActive: Bool = true,
    maximumScheduledRuns: Int? = nil, parameters: RawJSON = .emptyObject, slug: String? = nil
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.deploymentID = deploymentID
    self.schedule = schedule
    self.isActive = isActive
    self.maximumScheduledRuns = maximumScheduledRuns
    self.parameters = parameters
    self.slug = slug
  }
}

extension DeploymentSchedule: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("deployment_id")
    writer.uuid(deploymentID)
    writer.key("schedule")
    writer.raw(schedule)
    writer.key("active")
    writer.bool(isActive)
    writer.key("max_scheduled_runs")
    writer.integer(maximumScheduledRuns)
    writer.key("parameters")
    writer.raw(parameters)
    writer.key("slug")
    writer.string(slug)
    writer.endObject()
  }
}

/// A schedule as it is sent with a deployment, or added to one.
public struct DeploymentScheduleCreate: Sendable, Hashable, ObjectReadable {
  public var isActive: Bool
  public var schedule: Schedule
  public var maximumScheduledRuns: Int?
  public var parameters: RawJSON
  public var slug: String?
  /// The slug of the schedule whose place it takes.
  public var replaces: String?

  public init(_ schedule: Schedule, isActive: Bool = true, parameters: RawJSON = .emptyObject, slug: String? = nil) {
    self.schedule = schedule
    self.isActive = isActive
    self.parameters = parameters
    self.slug = slug
  }

  public init(reader: inout ObjectReader) {
    isActive = reader.value("active", .bool, default: true)
    schedule = reader.required("schedule", .newSchedule)
    maximumScheduledRuns = reader.optional("max_scheduled_runs", .maximumScheduledRuns)
    parameters = reader.value("parameters", .object, default: .emptyObject)
    slug = reader.optional("slug", .string)
    replaces = reader.optional("replaces", .string)
  }
}

/// What `PATCH /deployments/{id}/schedules/{id}` takes: null and absent are the same, but for `parameters`, which become
/// empty where they are not sent (contract §7.9).
public struct DeploymentScheduleUpdate: Sendable, Hashable, ObjectReadable {
  public var isActive: Bool?
  public var schedule: Schedule?
  public var maximumScheduledRuns: Int?
  public var parameters: RawJSON
  public var slug: String?
  public var replaces: String?

  public init(reader: inout ObjectReader) {
    isActive = reader.optional("active", .bool)
    schedule = reader.optional("schedule", .newSchedule)
    maximumScheduledRuns = reader.optional("max_scheduled_runs", .maximumScheduledRuns)
    parameters = reader.value("parameters", .object, default: .emptyObject)
    slug = reader.optional("slug", .string)
    replaces = reader.optional("replaces", .string)
  }
}

extension Reading where Value == Int {
  /// 1 to 50.
  static let maximumScheduledRuns = Reading.integer(above: 0).checked { number in
    number > 50 ? "`max_scheduled_runs` must be less than or equal to 50." : nil
  }
}
