internal import JSON
internal import Models
internal import Store
internal import Values

/// How a worker begins: who it is, what it can do, and what it needs (contract §2.3).
struct WorkerHello: Sendable, ObjectReadable {
  /// The one version of the protocol that there is.
  static let version = "work_pool_worker_channel.v1"
  static let heartbeatCapability = "worker_heartbeat.v1"
  static let snapshotCapability = "work_pool_snapshot.v1"
  static let cleanupCapability = "cleanup_delivery.v1"

  let consumerID: UUID
  let workerName: String
  let workerType: String
  let heartbeatIntervalSeconds: Int
  let versions: [String]
  let capabilities: [String]
  let queueNames: [String]
  let cleanupKinds: [WorkerCleanupKind]
  /// How many clean-up messages it takes at once.
  let cleanupConcurrency: Int
  let createsPool: Bool
  let template: RawJSON

  init(reader: inout ObjectReader) {
    let name = Reading.string(minimum: 1)
    consumerID = reader.required("consumer_id", .uuid)
    workerName = reader.required("worker_name", name)
    workerType = reader.required("worker_type", name)
    heartbeatIntervalSeconds = reader.required(
      "heartbeat_interval_seconds", .integer(atLeast: 1, atMost: Int(Int32.max)))
    versions = reader.required("supported_channel_versions", .list(name, minimum: 1))
    capabilities = reader.required("requested_capabilities", .list(name, minimum: 1))
    queueNames = reader.value("work_queue_names", .list(name), default: [])
    cleanupKinds = reader.value("handled_cleanup_kinds", .list(.literal()), default: [])
    let concurrency = reader.presentField("max_cleanup_concurrency", .integer(atLeast: 0))
    createsPool = reader.value("create_pool_if_not_found", .bool, default: false)
    template = reader.value("default_base_job_template", .object, default: .emptyObject)
    _ = reader.optional("worker_metadata", .object)

    let asksForCleanup = capabilities.contains(WorkerHello.cleanupCapability)
    cleanupConcurrency = concurrency.value ?? (asksForCleanup && !cleanupKinds.isEmpty ? 1 : 0)
    for capability in [WorkerHello.heartbeatCapability, WorkerHello.snapshotCapability]
    where !capabilities.contains(capability) {
      reader.refuse("Missing required channel capabilities: ['\(capability)']")
    }
    if !asksForCleanup, !cleanupKinds.isEmpty || cleanupConcurrency > 0 {
      reader.refuse("`handled_cleanup_kinds` and `max_cleanup_concurrency` require `cleanup_delivery.v1`")
    }
  }

  /// Whether clean-up messages are delivered to it.
  var acceptsCleanup: Bool {
    capabilities.contains(WorkerHello.cleanupCapability) && !cleanupKinds.isEmpty && cleanupConcurrency > 0
  }

  var acceptedCapabilities: [String] {
    [WorkerHello.heartbeatCapability, WorkerHello.snapshotCapability]
      + (acceptsCleanup ? [WorkerHello.cleanupCapability] : [])
  }

  /// What it asked for and does not get, each once.
  var rejectedCapabilities: [String] {
    var known = Set(acceptedCapabilities)
    return capabilities.filter { known.insert($0).inserted }
  }

  /// Whether a list is no longer than a number of names, and no more clean-up messages are asked for at once.
  func isWithin(_ names: Int) -> Bool {
    [versions.count, capabilities.count, queueNames.count, cleanupKinds.count, cleanupConcurrency].allSatisfy {
      $0 <= names
    }
  }

  /// Who clean-up messages are delivered to; nil if it takes none.
  func recipient(in connected: ConnectedPool) -> WorkerCleanupRepository.Recipient? {
    guard acceptsCleanup else { return nil }
    return WorkerCleanupRepository.Recipient(
      workPoolID: connected.pool.id, consumerID: consumerID, workerName: workerName,
      kinds: cleanupKinds.map(\.rawValue), workQueueIDs: connected.queues.map(\.id), concurrency: cleanupConcurrency)
  }

  /// What the connecting of it needs.
  var worker: ConnectingWorker {
    ConnectingWorker(
      name: workerName, type: workerType, heartbeatIntervalSeconds: heartbeatIntervalSeconds, queueNames: queueNames,
      createsPool: createsPool, template: template)
  }
}
