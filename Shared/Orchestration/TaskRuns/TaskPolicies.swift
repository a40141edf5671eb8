/// Which rules decide about task runs, in their order (contract §3.4, §3.5).
extension Policy where Subject == TaskRunSubject {
  /// What a client proposes.
  public static let coreTask = Policy(
    "CoreTaskPolicy",
    [
      .cacheRetrieval,
      .handleTaskTerminalStateTransitions,
      .preventRunningTasksFromStoppedFlows,
      .secureTaskConcurrencySlots,
      .copyScheduledTime,
      .waitForScheduledTime,
      .retryFailedTasks,
      .renameReruns,
      .updateFlowRunTrackerOnTasks,
      .cacheInsertion,
      .releaseTaskConcurrencySlots,
    ])

  /// What is proposed for a background task run, even by force.
  public static let backgroundTask = Policy(
    "BackgroundTaskPolicy",
    [
      .preventPendingTransitions,
      .cacheRetrieval,
      .handleTaskTerminalStateTransitions,
      .copyScheduledTime,
      .copyTaskParametersID,
      .waitForScheduledTime,
      .retryFailedTasks,
      .renameReruns,
      .updateFlowRunTrackerOnTasks,
      .cacheInsertion,
      .releaseTaskConcurrencySlots,
      .enqueueScheduledTasks,
    ])

  /// What is forced, or done by the server itself.
  public static let minimalTask = Policy("MinimalTaskPolicy", [.releaseTaskConcurrencySlots])

  /// What completes every state that is written.
  public static let globalTask = Policy(
    "GlobalTaskPolicy",
    [
      .ensureTimestampIsUnique,
      .setStartAndEndTime,
      .incrementRunTime,
      .setExpectedStartTime,
      .setNextScheduledStartTime,
      .updateTaskRunStateDetails,
      .incrementTaskRunCount,
    ])
}
