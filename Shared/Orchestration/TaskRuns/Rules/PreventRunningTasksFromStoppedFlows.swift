internal import Models

extension Rule where Subject == TaskRunSubject {
  /// A task runs only while its flow does (contract §3.4.3).
  static let preventRunningTasksFromStoppedFlows = Rule(
    "PreventRunningTasksFromStoppedFlows", from: .all, to: .running
  ) { transition in
    guard let flowRunID = transition.subject.flowRunID else { return }
    let state = transition.subject.flowRunState
    if state?.type == .running { return }
    guard let state, state.type == .paused else {
      transition.abort("The enclosing flow must be running to begin task execution.")
      return
    }
    var notReady = transition.substitute(.paused, name: "NotReady")
    notReady.details.pauseTimeout = state.details.pauseTimeout
    notReady.details.pauseReschedule = state.details.pauseReschedule
    transition.reject(
      with: notReady, "The flow is paused, new tasks can execute after resuming flow run: \(flowRunID).")
  }
}
