/// An automation does not run deployments on events that every run of a deployment makes (contract §6.4).
enum PreventRunLoops {
  private static let eventsOfEveryRun: Set<String> = [
    "prefect.flow-run.Scheduled", "prefect.flow-run.Pending", "prefect.flow-run.Running", "prefect.flow-run.*",
  ]

  /// What is wrong with an automation that is switched on.
  static func problem(with trigger: Trigger, _ actions: [AutomationAction]) -> String? {
    guard case .event(let trigger) = trigger, trigger.posture == .reactive,
      trigger.expect.contains(where: eventsOfEveryRun.contains)
    else { return nil }
    for case .runDeployment(let action) in actions {
      switch action.target.source {
      case .inferred:
        return
          "Running an inferred deployment from a flow run state change event will lead to an infinite loop of flow "
          + "runs.  Please choose a specific deployment and add additional filtering labels to the match or "
          + "match_related for this automation's trigger."
      case .selected where trigger.looksAtEveryRun:
        return "Running a selected deployment from a flow run state change event may lead to an infinite loop of flow "
          + "runs.  Please include additional filtering labels on either match or match_related to narrow down which "
          + "flow runs will trigger this automation to exclude flow runs from the deployment you've selected."
      case .selected: break
      }
    }
    return nil
  }
}

extension EventTrigger {
  /// Whether neither the run nor what it belongs to is narrowed down.
  fileprivate var looksAtEveryRun: Bool {
    guard match.includesEveryRun else { return false }
    return switch matchRelated {
    case .one(let specification): specification.includesEveryRun
    case .each(let specifications): specifications.contains(where: \.includesEveryRun)
    }
  }
}

extension ResourceSpecification {
  fileprivate var includesEveryRun: Bool {
    if criteria.isEmpty { return true }
    guard criteria.count == 1, criteria[0].label == "prefect.resource.id" else { return false }
    return criteria[0].patterns.contains("prefect.flow-run.*")
  }
}
