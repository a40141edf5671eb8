/// The sockets of workers, and the clean-up messages that they carry.
public struct WorkerChannelSettings: Sendable {
  /// How long a worker has for a delivery of a clean-up message.
  public let lease: Duration
  /// How often a clean-up message is delivered before it is set aside.
  public let maximumDeliveries: Int
  /// How long completed clean-up messages are remembered; nil for as long as the server sees fit.
  public let completedRetention: Duration?
  /// How long clean-up messages that were set aside are kept.
  public let deadRetention: Duration
  public let reconciler: ServicesSettings.Periodic
  /// How many leases the reconciler ends at once.
  public let reconcilerBatchSize: Int
  /// How long a worker may take to say who it is.
  public let openingTimeout: Duration
  /// The largest frame, in bytes.
  public let frameBytes: Int
  /// How many names a list in a worker's frame may have.
  public let names: Int

  init(_ reader: inout SettingsReader) {
    reader.begin("Clean-up of infrastructure by workers", for: [.gateway, .scheduler])
    lease = reader.span(
      "server.worker_channel.cleanup_lease_seconds", .seconds(30), in: .milliseconds(1) ... .days(1),
      "How long a worker has to finish or renew a clean-up message before it is delivered again.")
    maximumDeliveries = reader.integer(
      "server.worker_channel.cleanup_max_delivery_attempts", 3, in: 1...1000,
      "How often a clean-up message is delivered before it is set aside.")
    completedRetention = reader.optionalSpan(
      "server.worker_channel.cleanup_completed_idempotency_retention_seconds",
      "How long completed clean-up messages are remembered; seven days when not set.")
    deadRetention = reader.span(
      "apus.worker_cleanup_dead_retention", .days(30), in: .seconds(1) ... .days(3650),
      "How long clean-up messages that were set aside are kept.")
    reader.begin("Clean-up messages", for: [.scheduler])
    reconciler = ServicesSettings.Periodic(
      enabled: reader.enabled(
        "cleanup_reconciler", or: .none,
        "Whether clean-up messages whose lease expired are delivered again or set aside."),
      interval: reader.interval(
        "cleanup_reconciler", or: .none, 5, "How often expired leases of clean-up messages are looked for."))
    reconcilerBatchSize = reader.integer(
      "server.services.cleanup_reconciler.batch_size", 100, in: 1...100_000, "How many such leases are ended at once.")
    reader.begin("Worker channel", for: [.gateway])
    openingTimeout = reader.span(
      "apus.worker_channel_opening_timeout", .seconds(30), in: .milliseconds(100) ... .hours(1),
      "How long a worker may take to say who it is after it opened its socket.")
    frameBytes = reader.integer(
      "apus.worker_channel_frame_bytes", 4_194_304, in: 1024...1_073_741_824,
      "Largest frame that a worker may send, in bytes.")
    names = reader.integer(
      "apus.worker_channel_names", 1000, in: 1...100_000,
      "How many work queues, capabilities or kinds of clean-up a worker may name, and how many clean-up messages it may take at once."
    )
  }
}
