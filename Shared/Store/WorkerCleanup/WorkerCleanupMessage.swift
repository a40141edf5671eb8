public import JSON
public import Values

/// What a worker is asked to tear down (contract §2.3).
public enum WorkerCleanupKind: String, Sendable, Hashable, CaseIterable {
  /// The server ended a run that nobody cancelled in time.
  case cancellingTimeout = "cancelling_timeout_teardown.v1"
  /// The server ended a run that a worker had claimed and did not start.
  case pendingClaim = "pending_claim_teardown.v1"
}

/// Asks for the clean-up of a run's infrastructure with the state that ends the run.
public struct WorkerCleanupRequest: Sendable {
  public let kind: WorkerCleanupKind
  /// Members of the target beside the run and its infrastructure.
  public let target: RawJSON

  public init(_ kind: WorkerCleanupKind, target: RawJSON = .emptyObject) {
    self.kind = kind
    self.target = target
  }
}

/// A clean-up message as it is delivered to one worker under a lease.
public struct WorkerCleanupDelivery: Sendable {
  public let messageID: UUID
  public let kind: String
  public let workQueueID: UUID?
  public let target: RawJSON
  public let data: RawJSON
  /// How often the message was delivered, this time included.
  public let deliveries: Int
  /// Proves that whoever answers is the one that it was delivered to.
  public let token: String
  public let leaseExpires: Timestamp
}

/// What a worker does with a message that was delivered to it.
public enum WorkerCleanupOperation: String, Sendable, Hashable {
  case ack
  case release
  case renew
}

/// How such an operation ended, in the words of the protocol.
public enum WorkerCleanupStatus: String, Sendable, Hashable, CaseIterable {
  case accepted
  case notCurrent = "not_current"
  case notFound = "not_found"
  case expired
  case invalidToken = "invalid_token"
  case unauthorized
  case deadLettered = "dead_lettered"
  case error

  /// What is said about it; nil for `accepted`.
  public var reason: String? {
    switch self {
    case .accepted: nil
    case .notCurrent: "no_active_reservation"
    case .notFound: "message_not_found"
    case .expired: "lease_expired"
    case .invalidToken: "reservation_token_mismatch"
    case .unauthorized: "work_pool_mismatch"
    case .deadLettered: WorkerCleanupMessage.deadLetterReason
    case .error: "cleanup_queue_operation_failed"
    }
  }
}

/// A message whose lease expired, or that was given up.
public struct WorkerCleanupMessage: Sendable {
  /// Why messages are set aside.
  public static let deadLetterReason = "max_delivery_attempts_reached"

  public let messageID: UUID
  public let kind: String
  public let workPoolID: UUID
  public let deliveries: Int
  /// Whether it is set aside and not delivered any more.
  public let isDead: Bool
}

/// How often and how long messages are delivered, and how long they are kept.
public struct WorkerCleanupTerms: Sendable {
  /// How long a worker has for a delivery, unless it renews it.
  public var lease: Duration
  /// How often a message is delivered before it is set aside.
  public var maximumDeliveries: Int
  /// How long a completed message is remembered.
  public var completedRetention: Duration
  /// How long a message that was set aside is kept.
  public var deadRetention: Duration

  public init(
    lease: Duration = .seconds(30), maximumDeliveries: Int = 3, completedRetention: Duration = .seconds(7 * 86_400),
    deadRetention: Duration = .seconds(30 * 86_400)
  ) {
    self.lease = lease
    self.maximumDeliveries = maximumDeliveries
    self.completedRetention = completedRetention
    self.deadRetention = deadRetention
  }
}
