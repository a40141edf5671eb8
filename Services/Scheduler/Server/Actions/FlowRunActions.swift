internal import Models
internal import Observability
internal import Orchestration
internal import Postgres
internal import Store
internal import Values

/// The actions on the flow run that an event is about. A state that they write has the id of the invocation, so that it is
/// written once however often the action is tried.
struct FlowRunActions: Sendable {
  /// How long a run stays suspended before it fails.
  static let suspension = Duration.seconds(3600)

  let stores: ActionStores
  let logger: Logger
  let clock: WallClock

  func changeState(_ action: TriggeredAction, isRepeated: Bool, _ report: inout ActionReport) async throws {
    let id = try flowRun(of: action)
    report.target("prefect.flow-run", id)
    guard let (state, isForced) = proposal(action) else { return }
    if isRepeated, try await isDone(action, state.type) { return report.detail("status_code", 201) }
    let result: (result: OrchestrationResult, isWritten: Bool)
    do {
      result = try await stores.flowRuns.setState(
        id, state, isForced: isForced, stateID: action.id, client: ClientVersions())
    } catch DatabaseError.constraint where isRepeated {
      // Another attempt wrote the state in between: the next one finds it.
      throw ActionDelay("another attempt is under way")
    } catch {
      throw try failure(of: error, action, &report)
    }
    report.detail("status_code", result.isWritten ? 201 : 200)
    if let reason = result.result.details.refusal { throw ActionFailure("Failed to set state: \(reason)") }
  }

  /// A run that is not there any more when the action is tried again was deleted by it.
  func delete(_ action: TriggeredAction, isRepeated: Bool, _ report: inout ActionReport) async throws {
    let id = try flowRun(of: action)
    report.target("prefect.flow-run", id)
    do {
      try await stores.flowRuns.delete(id)
    } catch DomainError.notFound where isRepeated {
      // As after the deletion.
    } catch {
      throw try failure(of: error, action, &report)
    }
    report.detail("status_code", 204)
  }

  func resume(_ action: TriggeredAction, isRepeated: Bool, _ report: inout ActionReport) async throws {
    let id = try flowRun(of: action)
    report.target("prefect.flow-run", id)
    if isRepeated, try await isDone(action, nil) { return }
    let result: (result: OrchestrationResult, isWritten: Bool)
    do {
      result = try await stores.flowRuns.resume(id, input: nil, stateID: action.id, client: ClientVersions())
    } catch DatabaseError.constraint where isRepeated {
      throw ActionDelay("another attempt is under way")
    } catch {
      throw ActionFailure(try CommandRefusal(error, logger: logger).reason(action.action.type))
    }
    if let reason = result.result.details.refusal { throw ActionFailure("Failed to resume flow run: \(reason)") }
  }

  /// A trigger without an event may still count by flow runs.
  private func flowRun(of action: TriggeredAction) throws(ActionFailure) -> UUID {
    let kind = "prefect.flow-run"
    if let label = action.labels.first(where: { $0.key == "prefect.resource.id" })?.value, label.hasPrefix(kind + "."),
      let id = UUID(lenient: String(label.dropFirst(kind.utf8.count + 1)))
    {
      return id
    }
    if let id = TemplateContext.event(of: action)?.event.firstID(of: kind) { return id }
    throw ActionFailure("No flow run could be inferred")
  }

  private func proposal(_ action: TriggeredAction) -> (state: StateCreate, isForced: Bool)? {
    let automation = "Automation \(action.automation.id)"
    switch action.action {
    case .cancelFlowRun: return (StateCreate(type: .cancelling, message: "Cancelled by \(automation)"), false)
    case .suspendFlowRun:
      var details = StateDetails(pauseTimeout: clock.now() + FlowRunActions.suspension)
      details.pauseReschedule = true
      return (
        StateCreate(type: .paused, name: "Suspended", message: "Suspended by \(automation)", details: details), false
      )
    case .changeFlowRunState(let change):
      let message = change.message.flatMap { $0.isEmpty ? nil : $0 } ?? "State changed by \(automation)"
      return (StateCreate(type: change.state, name: change.name, message: message), change.isForced)
    default: return nil
    }
  }

  /// Whether an attempt before wrote the state.
  ///
  /// - Parameter type: The type that was proposed; the rules may have written another state in its place.
  private func isDone(_ action: TriggeredAction, _ type: StateType?) async throws -> Bool {
    do {
      let state = try await stores.states.read(action.id)
      return type.map { $0 == state.type } ?? true
    } catch DomainError.notFound {
      return false
    }
  }

  private func failure(
    of error: any Error, _ action: TriggeredAction, _ report: inout ActionReport
  ) throws -> ActionFailure {
    let refusal = try CommandRefusal(error, logger: logger)
    report.detail("status_code", refusal.status)
    return ActionFailure(refusal.reason(action.action.type))
  }
}

extension StateResponseDetails {
  /// Why a state was not taken, as Python shows it; nil if it was.
  fileprivate var refusal: String? {
    switch self {
    case .accept: nil
    case .wait(_, let reason), .reject(let reason), .abort(let reason): reason ?? "None"
    }
  }
}
