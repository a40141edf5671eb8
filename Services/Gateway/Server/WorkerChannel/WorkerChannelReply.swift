internal import JSON
internal import Models
internal import Store
internal import Values

/// What the server says on the socket of a worker, as JSON (contract §2.3).
struct WorkerChannelReply: Sendable {
  let bytes: [UInt8]

  private init(_ type: StaticString, at now: Timestamp, _ payload: (inout JSONWriter) -> Void) {
    var writer = JSONWriter(reserving: 1024)
    writer.beginObject()
    writer.key("type")
    writer.string(type)
    writer.key("id")
    writer.uuid(.timeOrdered(at: now))
    writer.key("sent_at")
    writer.timestamp(now)
    writer.key("payload")
    writer.beginObject()
    payload(&writer)
    writer.endObject()
    writer.endObject()
    bytes = writer.bytes
  }

  static func ready(_ hello: WorkerHello, _ connected: ConnectedPool, at now: Timestamp) -> WorkerChannelReply {
    WorkerChannelReply("worker.ready.v1", at: now) { writer in
      writer.key("consumer_id")
      writer.uuid(hello.consumerID)
      writer.key("worker_id")
      writer.null()
      writer.key("selected_channel_version")
      writer.string(WorkerHello.version)
      writer.key("effective_heartbeat_interval_seconds")
      writer.integer(hello.heartbeatIntervalSeconds)
      writer.key("accepted_capabilities")
      writer.strings(hello.acceptedCapabilities)
      writer.key("rejected_capabilities")
      writer.strings(hello.rejectedCapabilities)
      writer.key("effective_max_cleanup_concurrency")
      writer.integer(hello.acceptsCleanup ? hello.cleanupConcurrency : 0)
      writer.key("resolved_work_queues")
      writer.beginArray()
      for queue in connected.queues {
        writer.beginObject()
        writer.key("id")
        writer.uuid(queue.id)
        writer.key("name")
        writer.string(queue.name)
        writer.endObject()
      }
      writer.endArray()
      writer.key("initial_snapshot")
      writer.beginObject()
      writeSnapshot(of: connected.pool, number: 1, reason: "initial", to: &writer)
      writer.endObject()
    }
  }

  static func snapshot(of pool: WorkPool, number: Int, reason: String, at now: Timestamp) -> WorkerChannelReply {
    WorkerChannelReply("work_pool.snapshot.v1", at: now) { writer in
      writeSnapshot(of: pool, number: number, reason: reason, to: &writer)
    }
  }

  private static func writeSnapshot(of pool: WorkPool, number: Int, reason: String, to writer: inout JSONWriter) {
    writer.key("snapshot_sequence")
    writer.integer(number)
    writer.key("reason")
    writer.string(reason)
    writer.key("work_pool")
    pool.write(to: &writer)
  }

  static func message(_ delivery: WorkerCleanupDelivery, at now: Timestamp) -> WorkerChannelReply {
    WorkerChannelReply("cleanup.message.v1", at: now) { writer in
      writer.key("message_id")
      writer.uuid(delivery.messageID)
      writer.key("reservation_token")
      writer.string(delivery.token)
      writer.key("lease_expires_at")
      writer.timestamp(delivery.leaseExpires)
      writer.key("delivery_count")
      writer.integer(delivery.deliveries)
      writer.key("work_queue_id")
      writer.uuid(delivery.workQueueID)
      writer.key("data")
      writer.raw(delivery.data)
      writer.key("kind")
      writer.string(delivery.kind)
      writer.key("target")
      writer.raw(delivery.target)
    }
  }

  /// - Parameter reason: Why it was not accepted; by default what the status says.
  static func result(
    of call: WorkerChannelFrame.CleanupCall, _ status: WorkerCleanupStatus, reason: String? = nil,
    leaseExpires: Timestamp? = nil, at now: Timestamp
  ) -> WorkerChannelReply {
    WorkerChannelReply("cleanup.operation_result.v1", at: now) { writer in
      writer.key("request_frame_id")
      writer.uuid(call.frameID)
      writer.key("message_id")
      writer.uuid(call.messageID)
      writer.key("operation")
      writer.string(call.operation.rawValue)
      writer.key("status")
      writer.string(status.rawValue)
      writer.key("lease_expires_at")
      writer.timestamp(leaseExpires)
      writer.key("reason")
      writer.string(reason ?? status.reason)
      writer.key("detail")
      writer.null()
    }
  }
}
