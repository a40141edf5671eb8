public import Configuration
public import Store

extension WorkerCleanupTerms {
  /// The terms that the settings ask for.
  public init(_ settings: WorkerChannelSettings) {
    self.init(
      lease: settings.lease, maximumDeliveries: settings.maximumDeliveries, deadRetention: settings.deadRetention)
    if let retention = settings.completedRetention { completedRetention = retention }
  }
}
