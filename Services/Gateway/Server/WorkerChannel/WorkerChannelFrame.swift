internal import HTTP
internal import JSON
internal import Models
internal import Store
internal import Values

/// What a worker says on its socket (contract §2.3).
enum WorkerChannelFrame: Sendable {
  case hello(WorkerHello)
  case heartbeat(Heartbeat)
  case cleanup(CleanupCall)

  struct Heartbeat: Sendable, ObjectReadable {
    let consumerID: UUID
    let workerName: String
    let intervalSeconds: Int

    init(reader: inout ObjectReader) {
      consumerID = reader.required("consumer_id", .uuid)
      workerName = reader.required("worker_name", .string(minimum: 1))
      intervalSeconds = reader.required("heartbeat_interval_seconds", .integer(atLeast: 1, atMost: Int(Int32.max)))
    }
  }

  /// What it says about a clean-up message.
  struct CleanupCall: Sendable {
    let frameID: UUID
    let operation: WorkerCleanupOperation
    let messageID: UUID
    let token: String
    /// Why the message is released.
    let reason: String?
  }

  /// What the frames of workers are held to.
  struct Limits: Sendable {
    var bytes: Int
    /// How many names a list may have.
    var names: Int
  }

  /// - Returns: Nil for what no worker may say.
  init?(_ message: WebSocketMessage, limits: Limits) {
    guard case .text(let bytes) = message else { return nil }
    let body = BodyLimits(json: JSONLimits(maximumDepth: JSONLimits.default.maximumDepth, maximumBytes: limits.bytes))
    do throws(DomainError) {
      let frame = try Body.model(bytes, contentType: nil, limits: body) { WorkerChannelFrame.read(&$0) }
      guard let frame else { return nil }
      if case .hello(let hello) = frame, !hello.isWithin(limits.names) { return nil }
      self = frame
    } catch {
      return nil
    }
  }

  private static func read(_ reader: inout ObjectReader) -> WorkerChannelFrame? {
    let id = reader.required("id", .uuid)
    _ = reader.required("sent_at", .timestamp)
    switch reader.required("type", .string) {
    case "worker.hello.v1": return .hello(reader.required("payload", .model()))
    case "worker.heartbeat.v1": return .heartbeat(reader.required("payload", .model()))
    case "cleanup.ack.v1": return .cleanup(reader.required("payload", .cleanupCall(.ack, in: id)))
    case "cleanup.release.v1": return .cleanup(reader.required("payload", .cleanupCall(.release, in: id)))
    case "cleanup.renew.v1": return .cleanup(reader.required("payload", .cleanupCall(.renew, in: id)))
    default: return nil
    }
  }
}

extension Reading where Value == WorkerChannelFrame.CleanupCall {
  fileprivate static func cleanupCall(_ operation: WorkerCleanupOperation, in frame: UUID) -> Reading {
    .model { reader in
      WorkerChannelFrame.CleanupCall(
        frameID: frame, operation: operation, messageID: reader.required("message_id", .uuid),
        token: reader.required("reservation_token", .string(minimum: 1)),
        reason: operation == .release ? reader.required("reason", .string(minimum: 1)) : nil)
    }
  }
}
