/// What the settings say about the slots that runs take as they change their states.
public struct SlotTerms: Sendable, Hashable {
  /// How long a flow run waits when its deployment has no free slot.
  public var deploymentWait: Duration
  /// How long the first lease on a deployment's slot lasts, unless the deployment says so itself.
  public var deploymentLease: Duration
  /// How long those wait who are told to come back.
  public var wait: SlotWait

  public init(
    deploymentWait: Duration = .seconds(30), deploymentLease: Duration = .seconds(300), wait: SlotWait = SlotWait()
  ) {
    self.deploymentWait = deploymentWait
    self.deploymentLease = deploymentLease
    self.wait = wait
  }

  /// `deploymentWait` in whole seconds, at least one: for a client that is told to ask again.
  public var deploymentWaitSeconds: Int { max(1, Int(deploymentWait.components.seconds)) }

  /// The term of a lease whose holder can't renew it: it ends with what it was taken for.
  public static let endless = Duration.seconds(100 * 365 * 86_400)
}
