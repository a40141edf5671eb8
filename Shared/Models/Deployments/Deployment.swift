public import JSON
public import Values

/// A flow that can be run by the server: how, with what, when and where.
public struct Deployment: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var name: String
  public var flowID: UUID
  public var version: String?
  public var description: String?
  public var isPaused = false
  public var schedules: [DeploymentSchedule] = []
  public var concurrencyLimitID: UUID?
  public var concurrencyLimit: LinkedLimit?
  public var concurrencyOptions: RawJSON?
  public var jobVariables = RawJSON.emptyObject
  public var parameters = RawJSON.emptyObject
  public var tags: [String] = []
  public var labels = RawJSON.emptyObject
  /// The name that was sent; reads show the queue's own where there is a queue.
  public var ownWorkQueueName: String?
  public var workQueueID: UUID?
  public var workQueueName: String?
  public var lastPolled: Timestamp?
  public var parameterSchema: RawJSON? = .emptyObject
  public var path: String?
  public var pullSteps: RawJSON? = .emptyArray
  public var entrypoint: String?
  public var storageDocumentID: UUID?
  public var infrastructureDocumentID: UUID?
  public var createdBy: RawJSON?
  public var updatedBy: RawJSON?
  public var workPoolID: UUID?
  public var workPoolName: String?
  public var workPoolType: String?
  public var status = DeploymentStatus.notReady
  public var enforcesParameterSchema = true

  /// The global concurrency limit that bounds a deployment's runs.
  public struct LinkedLimit: Sendable, Hashable {
    public var id: UUID
    public var created: Timestamp
    public var updated: Timestamp
    public var isActive: Bool
    public var name: String
    public var limit: Int
    public var activeSlots: Int
    public var slotDecayPerSecond: Double

    public init(
      id: UUID, created: Timestamp, updated: Timestamp, isActive: Bool, name: String, limit: Int, activeSlots: Int,
      slotDecayPerSecond: Double
    ) {
      self.id = id
      self.created = created
      self.updated = updated
      self.isActive = isActive
      self.name = name
      self.limit = limit
      self.activeSlots = activeSlots
      self.slotDecayPerSecond = slotDecayPerSecond
    }
  }

  public init(id: UUID, created: Timestamp, updated: Timestamp, name: String, flowID: UUID) {
    self.id = id
    self.created = created
    self.updated = updated
    self.name = name
    self.flowID = flowID
  }
}
