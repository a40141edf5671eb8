/// The clean-up messages that the sockets of workers carry.
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
  }
}
