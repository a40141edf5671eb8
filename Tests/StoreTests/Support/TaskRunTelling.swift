internal import JSON
internal import Models
internal import Store
internal import Testing
internal import Values

/// What a test's client tells of one task run.
struct TaskRunTelling {
  var id = UUID.random()
  var flowRunID: UUID?
  var dynamicKey = "0"

  /// An event of a state, a number of seconds after a moment that is the same for all.
  func event(
    _ type: StateType, at seconds: Int64, id eventID: UUID = .random(), members: String = ""
  ) throws -> IngestedEvent {
    let occurred = Timestamp(microseconds: 1_750_000_000_000_000) + .seconds(seconds)
    let related =
      flowRunID.map {
        #"{"prefect.resource.id":"prefect.flow-run.\#($0)","prefect.resource.role":"flow-run"}"#
      } ?? ""
    let text = """
      {"id":"\(eventID)","occurred":"\(occurred.text)","event":"prefect.task-run.\(type.defaultName)",
      "resource":{"prefect.resource.id":"prefect.task-run.\(id)","prefect.orchestration":"client"},"related":[\(related)],
      "payload":{"validated_state":{"type":"\(type.rawValue)"},"task_run":{"task_key":"key","dynamic_key":"\(dynamicKey)"\(members)}}}
      """
    let root = try #require(RawJSON(validated: Array(text.utf8)).document()).root
    let problems = ProblemList()
    let event = Reading<Event>.model().read(root, problems)
    #expect(problems.isEmpty)
    let record = try TaskRunRecord(event, payload: root["payload" as StaticString], limits: .default)
    return IngestedEvent(event, received: occurred, taskRun: record)
  }
}
