internal import Models
internal import Store
internal import Values

extension ActionPerformer {
  /// Pauses or resumes a deployment, a queue, a pool or an automation. To do so twice is to do it once.
  func command(
    _ command: TargetCommand, _ target: ActionTarget, _ action: TriggeredAction, _ report: inout ActionReport
  ) async throws {
    switch command {
    case .pauseDeployment, .resumeDeployment:
      let id = try self.target(target, of: "deployment", action)
      report.target(command.resourceKind, id)
      try await request(command.rawValue, &report) {
        try await stores.deployments.setPaused(id, command == .pauseDeployment)
        return (200, ())
      }
    case .pauseWorkQueue, .resumeWorkQueue:
      let id = try self.target(target, of: "work queue", action)
      report.target(command.resourceKind, id)
      try await request(command.rawValue, &report) {
        try await stores.queues.update(id, WorkQueueUpdate(isPaused: command == .pauseWorkQueue))
        return (204, ())
      }
    case .pauseWorkPool, .resumeWorkPool:
      let id = try self.target(target, of: "work pool", action)
      guard let pool = try await stores.pool(id) else { throw ActionFailure("Work pool \(id) not found") }
      report.target(command.resourceKind, id, name: pool.name)
      try await request(command.rawValue, &report) {
        try await stores.pools.update(pool.name, WorkPoolUpdate(isPaused: command == .pauseWorkPool))
        return (204, ())
      }
    case .pauseAutomation, .resumeAutomation:
      let id = try self.target(target, of: "automation", action)
      report.target(command.resourceKind, id)
      try await request(command.rawValue, &report) {
        try await stores.automations.update(id, AutomationPartialUpdate(isEnabled: command == .resumeAutomation))
        return (204, ())
      }
    }
  }

  /// What an action acts on: what was selected, or the first resource of the kind that the event is about.
  ///
  /// - Parameter kind: Such as `work pool`.
  func target(_ target: ActionTarget, of kind: String, _ action: TriggeredAction) throws(ActionFailure) -> UUID {
    if target.source == .selected, let id = target.id { return id }
    guard let event = TemplateContext.event(of: action)?.event else {
      throw ActionFailure("No event to infer the \(kind)")
    }
    guard let id = event.firstID(of: "prefect." + kind.replacing(" ", with: "-")) else {
      throw ActionFailure("No \(kind) could be inferred")
    }
    return id
  }
}
