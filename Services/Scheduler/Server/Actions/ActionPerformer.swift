internal import Models
internal import Observability
internal import Postgres
internal import Store
internal import Transport
internal import Values

/// Carries out one action of any type.
struct ActionPerformer: Sendable {
  let stores: ActionStores
  let objects: RelevantObjects
  let messages: MessageSender
  let logger: Logger
  let clock: WallClock

  /// - Parameter isRepeated: Whether it was tried before, and may have had its effect.
  /// - Throws: `ActionFailure`; `ActionDelay` for a fault that passes.
  func perform(_ action: TriggeredAction, isRepeated: Bool, _ report: inout ActionReport) async throws {
    do {
      try await dispatch(action, isRepeated: isRepeated, &report)
    } catch let error as ActionFailure {
      throw error
    } catch let error as ActionDelay {
      throw error
    } catch let error as MessageFailure {
      if let log = error.notificationLog { report.detail("notification_log", log) }
      if error.isTransient { throw ActionDelay(error.reason, attempts: ActionPerformer.messageAttempts) }
      throw ActionFailure(error.reason)
    } catch {
      // What the API would answer 503 passes; the rest does not.
      let refusal = try CommandRefusal(error, logger: logger)
      throw ActionFailure(refusal.reason(action.action.type))
    }
  }

  /// How often a message is sent at most that can't be delivered: whoever gets it may be away for long.
  private static let messageAttempts = 3

  private func dispatch(
    _ action: TriggeredAction, isRepeated: Bool, _ report: inout ActionReport
  ) async throws {
    let flowRuns = FlowRunActions(stores: stores, logger: logger, clock: clock)
    switch action.action {
    case .doNothing: break
    case .runDeployment(let run): try await runDeployment(run, action, &report)
    case .command(let command, let target): try await self.command(command, target, action, &report)
    case .cancelFlowRun, .suspendFlowRun, .changeFlowRunState:
      try await flowRuns.changeState(action, isRepeated: isRepeated, &report)
    case .deleteFlowRun: try await flowRuns.delete(action, isRepeated: isRepeated, &report)
    case .resumeFlowRun: try await flowRuns.resume(action, isRepeated: isRepeated, &report)
    case .sendNotification(let notification): try await send(notification, action, &report)
    case .callWebhook(let webhook): try await call(webhook, action, &report)
    }
  }

  /// Does what a request of the API would do, and notes its status.
  func request<Answer>(
    _ type: String, _ report: inout ActionReport, _ body: () async throws -> (status: Int, answer: Answer)
  ) async throws -> Answer {
    do {
      let (status, answer) = try await body()
      report.detail("status_code", status)
      return answer
    } catch {
      let refusal = try CommandRefusal(error, logger: logger)
      report.detail("status_code", refusal.status)
      if refusal.status == 409, type == "run-deployment", let detail = refusal.detail {
        report.detail("validation_error", detail)
      }
      throw ActionFailure(refusal.reason(type))
    }
  }
}
