public import JSON

extension AutomationAction {
  /// Its name on the wire.
  public var type: String {
    switch self {
    case .doNothing: "do-nothing"
    case .runDeployment: "run-deployment"
    case .command(let command, _): command.rawValue
    case .cancelFlowRun: "cancel-flow-run"
    case .deleteFlowRun: "delete-flow-run"
    case .suspendFlowRun: "suspend-flow-run"
    case .resumeFlowRun: "resume-flow-run"
    case .changeFlowRunState: "change-flow-run-state"
    case .sendNotification: "send-notification"
    case .callWebhook: "call-webhook"
    }
  }
}

extension AutomationAction: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.string(type)
    switch self {
    case .doNothing, .cancelFlowRun, .deleteFlowRun, .suspendFlowRun, .resumeFlowRun: break
    case .runDeployment(let action): action.writeMembers(to: &writer)
    case .command(let command, let target): target.writeMembers(to: &writer, id: command.key)
    case .changeFlowRunState(let action): action.writeMembers(to: &writer)
    case .sendNotification(let action): action.writeMembers(to: &writer)
    case .callWebhook(let action): action.writeMembers(to: &writer)
    }
    writer.endObject()
  }
}

extension Reading where Value == AutomationAction {
  /// An action of the kind that fits best; if none does, the problems of all kinds are told.
  public static let action = Reading.union("AutomationAction", members, fallback: .doNothing)

  /// In the order of the API, which decides where two fit as well.
  private static let members: [UnionMember<AutomationAction>] = [
    plain("DoNothing", .doNothing),
    UnionMember("function-after[selected_deployment_requires_id(), RunDeployment]") {
      .runDeployment(RunDeploymentAction(reader: &$0))
    } rule: { action in
      if case .runDeployment(let action) = action { action.target.problem(id: "deployment_id") } else { nil }
    },
    command(.pauseDeployment, "function-after[selected_deployment_requires_id(), PauseDeployment]"),
    command(.resumeDeployment, "function-after[selected_deployment_requires_id(), ResumeDeployment]"),
    plain("CancelFlowRun", .cancelFlowRun),
    plain("DeleteFlowRun", .deleteFlowRun),
    UnionMember("ChangeFlowRunState") { .changeFlowRunState(ChangeFlowRunStateAction(reader: &$0)) },
    command(.pauseWorkQueue, "function-after[selected_work_queue_requires_id(), PauseWorkQueue]"),
    command(.resumeWorkQueue, "function-after[selected_work_queue_requires_id(), ResumeWorkQueue]"),
    UnionMember("SendNotification") { .sendNotification(SendNotificationAction(reader: &$0)) },
    UnionMember("CallWebhook") { .callWebhook(CallWebhookAction(reader: &$0)) },
    command(.pauseAutomation, "function-after[selected_automation_requires_id(), PauseAutomation]"),
    command(.resumeAutomation, "function-after[selected_automation_requires_id(), ResumeAutomation]"),
    plain("SuspendFlowRun", .suspendFlowRun),
    plain("ResumeFlowRun", .resumeFlowRun),
    command(.pauseWorkPool, "function-after[selected_work_pool_requires_id(), PauseWorkPool]"),
    command(.resumeWorkPool, "function-after[selected_work_pool_requires_id(), ResumeWorkPool]"),
  ]

  /// An action without members of its own.
  private static func plain(_ name: String, _ action: AutomationAction) -> UnionMember<AutomationAction> {
    UnionMember(name) { reader in
      reader.actionType(action.type)
      return action
    }
  }

  private static func command(_ command: TargetCommand, _ name: String) -> UnionMember<AutomationAction> {
    UnionMember(name) { reader in
      reader.actionType(command.rawValue)
      return .command(command, ActionTarget(reader: &reader, id: command.key))
    } rule: { action in
      if case .command(_, let target) = action { target.problem(id: command.key) } else { nil }
    }
  }
}

extension ObjectReader {
  /// The member that tells the kind of an action; without it any kind fits.
  mutating func actionType(_ type: String) {
    _ = value("type", .literal(type), default: type)
  }
}
