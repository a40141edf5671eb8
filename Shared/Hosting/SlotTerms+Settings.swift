public import Configuration
public import Models

extension SlotTerms {
  /// What the settings say of concurrency slots.
  public init(_ settings: Settings) {
    self.init(
      deploymentWait: settings.server.deploymentConcurrencySlotWait,
      deploymentLease: settings.server.initialDeploymentLeaseDuration,
      wait: SlotWait(
        maximum: settings.server.maximumConcurrencySlotWait, tagMaximum: settings.server.tagConcurrencySlotWait))
  }
}
