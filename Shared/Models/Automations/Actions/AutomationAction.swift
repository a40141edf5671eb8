public import JSON
public import Values

/// What an automation does when it is triggered (contract §6.8).
public enum AutomationAction: Sendable, Hashable {
  case doNothing
  case runDeployment(RunDeploymentAction)
  /// Pauses or resumes something.
  case command(TargetCommand, ActionTarget)
  case cancelFlowRun
  case deleteFlowRun
  case suspendFlowRun
  case resumeFlowRun
  case changeFlowRunState(ChangeFlowRunStateAction)
  case sendNotification(SendNotificationAction)
  case callWebhook(CallWebhookAction)
}

extension AutomationAction {
  /// The actions that a server stored; nil if one does not fit.
  public static func list(stored raw: RawJSON) -> [AutomationAction]? {
    Reading<[AutomationAction]>.list(.action).stored(raw)
  }

  /// The deployment that it runs, where one was chosen.
  public var deployment: UUID? {
    if case .runDeployment(let action) = self { action.target.id } else { nil }
  }
}
