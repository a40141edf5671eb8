internal import JSONSchema
public import JSON
public import Models
public import Orchestration
internal import Postgres
public import Values

extension FlowRunRepository {
  /// Lets a paused run go on, with the input that it waits for, if it waits for any (contract §3.6).
  ///
  /// - Parameters:
  ///   - input: An object. Without a keyset in the state it is ignored.
  ///   - stateID: The id of the state that is written, for a caller that may ask twice; by default a new one.
  /// - Returns: The verdict, and whether a state was written.
  /// - Throws: `notFound`.
  public func resume(
    _ id: UUID, input: RawJSON?, stateID: UUID? = nil, client: ClientVersions
  ) async throws -> (result: OrchestrationResult, isWritten: Bool) {
    let run = try await read(id)
    guard let state = run.state, state.type == .paused else {
      return (
        OrchestrationResult(
          state: nil, status: .abort, details: .abort(reason: "Cannot resume a flow run that is not paused.")), false
      )
    }
    let proposal =
      state.details.pauseReschedule
      ? StateCreate(type: .scheduled, name: "Resuming", details: StateDetails(scheduledTime: clock.now()))
      : StateCreate(type: .running)
    switch try await response(to: state, of: id, input) {
    case .refused(let reason):
      return (OrchestrationResult(state: state, status: .reject, details: .abort(reason: reason)), false)
    case .given(let response):
      return try await setState(id, proposal, stateID: stateID, response: response, client: client)
    }
  }

  private enum Response {
    case given(FlowRunInput?)
    case refused(String)
  }

  /// What is to be kept for the run that waits, held to the schema that it left.
  private func response(to state: State, of id: UUID, _ input: RawJSON?) async throws -> Response {
    guard let keys = state.details.runInputKeyset?.document()?.root, keys.memberCount > 0 else { return .given(nil) }
    let hydrated: RawJSON
    do {
      hydrated = try await VariableRepository(database: database).hydrate(input ?? .emptyObject)
    } catch let error as HydrationError {
      return .refused("Error hydrating run input: \(error)")
    }
    guard let key = keys["schema" as StaticString]?.text,
      let text = try await FlowRunInputRepository(database: database).find(key, of: id)?.value
    else { return .refused("Run input schema not found.") }
    guard let schema = RawJSON(validated: Array(text.utf8)).document().map({ SchemaValue($0.root) }) else {
      return .refused("Run input schema is not valid JSON.")
    }
    guard let value = SchemaValue(hydrated) else { return .refused("Reason: \(SchemaError.tooComplex.text)") }
    do throws(SchemaError) {
      try SchemaValidator(schema.prepared()).check(value)
    } catch {
      return .refused(error == .circular ? "Invalid schema: \(error.text)" : "Reason: \(error.text)")
    }
    guard value.object?.isEmpty == false, let key = keys["response" as StaticString]?.text else { return .given(nil) }
    let now = clock.now()
    return .given(
      FlowRunInput(
        id: .random(), created: now, updated: now, flowRunID: id, key: key, value: hydrated.compact.description))
  }
}
