/// Which rules decide about flow runs, in their order (contract §3.2, §3.3, §3.5).
extension Policy where Subject == FlowRunSubject {
  /// What a client proposes.
  public static let coreFlow = Policy(
    "CoreFlowPolicy",
    [
      .preserveDeploymentConcurrencyLeaseID,
      .preventDuplicateTransitions,
      .handleFlowTerminalStateTransitions,
      .preventPendingAfterEnd,
      .enforceCancellingToCancelledTransition,
      .bypassCancellingFlowRunsWithNoInfrastructure,
      .preventPendingTransitions,
      .validateDeploymentConcurrencyAtRunning,
      .secureFlowConcurrencySlots,
      .keepDeploymentConcurrencyLeaseForOldClients,
      .ensureOnlyScheduledFlowsMarkedLate,
      .handlePausingFlows,
      .handleResumingPausedFlows,
      .copyScheduledTime,
      .waitForScheduledTime,
      .keepWithinQueueLimits,
      .holdDeploymentSlotWhileRunning,
      .retryFailedFlows,
      .releaseFlowConcurrencySlots,
    ])

  /// What is forced, or done by the server itself.
  public static let minimalFlow = Policy(
    "MinimalFlowPolicy",
    [
      .preserveDeploymentConcurrencyLeaseID,
      .preventResultDataLoss,
      .bypassCancellingFlowRunsWithNoInfrastructure,
      .releaseFlowConcurrencySlots,
    ])

  /// What the server says of runs that did not start in time.
  public static let markLateRuns = Policy(
    "MarkLateRunsPolicy",
    [
      .ensureOnlyScheduledFlowsMarkedLate,
      .enforceDeploymentConcurrencyOnLate,
    ])

  /// What completes every state that is written.
  public static let globalFlow = Policy(
    "GlobalFlowPolicy",
    [
      .ensureTimestampIsUnique,
      .setStartAndEndTime,
      .incrementRunTime,
      .setExpectedStartTime,
      .setNextScheduledStartTime,
      .updateFlowRunStateDetails,
      .incrementFlowRunCount,
      .removeResumingIndicator,
    ])
}
