import JSON
import Models
import Testing
import Values

@Suite struct ModelTests {
  private let id = UUID(high: 0x0123_4567_89AB_4DEF, low: 0x8EDC_BA98_7654_3210)
  private let moment = Timestamp(microseconds: 1_577_836_800_000_000)

  private func read<Model: ObjectReadable>(_ body: String, as type: Model.Type) throws -> Model {
    try Body.model(type, Array(body.utf8), contentType: nil)
  }

  @Test("A proposed state takes its name and time from its type and the moment")
  func completesStates() throws {
    let state = try read(#"{"type":"SCHEDULED"}"#, as: StateCreate.self).state(id: id, at: moment)
    #expect(state.name == "Scheduled")
    #expect(state.details.scheduledTime == moment)
    let running = try read(#"{"type":"RUNNING","name":"Retrying","data":[1]}"#, as: StateCreate.self)
      .state(id: id, at: moment)
    #expect(running.name == "Retrying")
    #expect(running.details.scheduledTime == nil)
    #expect(running.data?.description == "[1]")
  }

  @Test("State details come back from their own JSON")
  func storesStateDetails() {
    let details = StateDetails(
      flowRunID: id, scheduledTime: moment, deferred: nil, pauseReschedule: true,
      runInputKeyset: RawJSON(validated: Array(#"{"a":"b"}"#.utf8)))
    #expect(StateDetails(stored: details.json) == details)
    #expect(StateDetails(stored: .emptyObject) == StateDetails())
    #expect(StateDetails(stored: .null) == nil)
  }

  @Test("A policy takes superseded values over, and writes both")
  func supersedesRetries() throws {
    let policy = try read(#"{"max_retries":3,"retry_delay_seconds":10}"#, as: FlowRunPolicy.self)
    #expect(
      policy.json.description
        == #"{"max_retries":3,"retry_delay_seconds":10.0,"retries":3,"retry_delay":10,"pause_keys":[],"resuming":false,"retry_type":null}"#
    )
    #expect(FlowRunPolicy(stored: policy.json) == policy)
    let kept = try read(#"{"max_retries":3,"retries":1}"#, as: FlowRunPolicy.self)
    #expect(kept.retries == 1)
  }

  @Test(
    "A retry delay keeps its kind of number",
    arguments: [
      ("5", "5"), ("2.5", "2.5"), ("\"5\"", "5"), ("[1,2]", "[1,2]"), ("[1,2.5]", "[1.0,2.5]"),
      ("[\"1\",\"2.5\"]", "[1.0,2.5]"), ("[]", "[]"), ("null", "null"),
    ])
  func keepsRetryDelays(_ sent: String, _ written: String) throws {
    let policy = try read("{\"retry_delay\":\(sent)}", as: TaskRunPolicy.self)
    #expect(policy.json.document()?.root["retry_delay" as String]?.raw.description == written)
  }

  @Test("Waits follow the list and stay with its last entry")
  func waits() {
    let delay = RetryDelay(seconds: [1, 2.5], isList: true, isWhole: false)
    #expect([1, 2, 3].map { delay.wait(beforeTry: $0) } == [.seconds(1), .milliseconds(2500), .milliseconds(2500)])
  }

  @Test("Task inputs are stored by the branch they fit, without what does not belong there")
  func readsTaskInputs() throws {
    let body =
      #"{"task_key":"a","dynamic_key":"b","task_inputs":{"x":[{"id":"\#(id)"},{"name":"p","zz":1},{"type":"int"},{"input_type":"flow_run","id":"\#(id)"}]}}"#
    let inputs = try read(body, as: TaskRunCreate.self).taskInputs
    #expect(
      inputs.description
        == #"{"x":[{"input_type":"task_run","id":"\#(id)"},{"input_type":"parameter","name":"p"},{"input_type":"constant","type":"int"},{"input_type":"flow_run","id":"\#(id)"}]}"#
    )
  }

  @Test("A run without a name, or with an empty one, is to get one made up")
  func leavesNamesOpen() throws {
    for name in ["", #","name":null"#, #","name":"""#] {
      #expect(try read("{\"flow_id\":\"\(id)\"\(name)}", as: FlowRunCreate.self).name == nil)
    }
    #expect(try read("{}", as: FlowRunUpdate.self).name == .absent)
    #expect(try read(#"{"name":""}"#, as: FlowRunUpdate.self).name == .null)
    #expect(try read(#"{"name":"x"}"#, as: TaskRunUpdate.self).name == .value("x"))
  }

  @Test("A flow run writes every field of the response, and no pool as a worker gets it")
  func writesFlowRuns() throws {
    let run = FlowRun(id: id, created: moment, updated: moment, name: "crimson-otter", flowID: id)
    let members = try #require(run.json.document()).root.members.map(\.key)
    #expect(members.count == 36)
    #expect(members.first == "id")
    var writer = JSONWriter()
    run.write(to: &writer, as: .core)
    let core = try #require(writer.rawJSON.document()).root.members.map(\.key)
    #expect(Set(members).subtracting(core) == ["work_pool_id", "work_pool_name"])
  }

  @Test("A flow run is written as the reference writes it")
  func writesFlowRunsAlike() throws {
    let due = try #require(TimeText.moment("2026-11-20T17:34:29.821679Z"))
    let stateID = try #require(UUID("01a1fa06-27bd-7de3-a145-06f75b2073d2"))
    let run = FlowRun(
      id: id, created: moment, updated: due, name: "laughing-lemur", flowID: id, stateID: stateID,
      empiricalPolicy: FlowRunPolicy(maxRetries: 3, retryDelaySeconds: 10, retries: 3, retryDelay: 10),
      labels: RawJSON(validated: Array(#"{"a":1}"#.utf8)), stateType: .pending, stateName: "Pending",
      expectedStartTime: due, estimatedStartTimeDelta: .microseconds(92930),
      state: State(
        id: stateID, type: .pending, name: "Pending", timestamp: due, details: StateDetails(flowRunID: id)),
      jobVariables: .emptyObject)
    #expect(
      run.json.description
        == #"{"id":"\#(id)","created":"2020-01-01T00:00:00Z","updated":"2026-11-20T17:34:29.821679Z","name":"laughing-lemur","flow_id":"\#(id)","state_id":"\#(stateID)","deployment_id":null,"deployment_version":null,"work_queue_id":null,"work_queue_name":null,"flow_version":null,"parameters":{},"idempotency_key":null,"context":{},"empirical_policy":{"max_retries":3,"retry_delay_seconds":10.0,"retries":3,"retry_delay":10,"pause_keys":[],"resuming":false,"retry_type":null},"tags":[],"labels":{"a":1},"parent_task_run_id":null,"state_type":"PENDING","state_name":"Pending","run_count":0,"expected_start_time":"2026-11-20T17:34:29.821679Z","next_scheduled_start_time":null,"start_time":null,"end_time":null,"total_run_time":0.0,"estimated_run_time":0.0,"estimated_start_time_delta":0.09293,"auto_scheduled":false,"infrastructure_document_id":null,"infrastructure_pid":null,"created_by":null,"work_pool_id":null,"work_pool_name":null,"state":{"id":"\#(stateID)","type":"PENDING","name":"Pending","timestamp":"2026-11-20T17:34:29.821679Z","message":null,"data":null,"state_details":{"flow_run_id":"\#(id)","task_run_id":null,"child_flow_run_id":null,"scheduled_time":null,"cache_key":null,"cache_expiration":null,"deferred":false,"untrackable_result":false,"pause_timeout":null,"pause_reschedule":false,"pause_key":null,"run_input_keyset":null,"refresh_cache":null,"retriable":null,"transition_id":null,"task_parameters_id":null,"traceparent":null,"deployment_concurrency_lease_id":null}},"job_variables":{}}"#
    )
  }

  @Test("A task run writes the members of its two forms")
  func writesTaskRuns() throws {
    let run = TaskRun(id: id, created: moment, updated: moment, name: "x", flowRunID: id, taskKey: "k", dynamicKey: "0")
    let members = try #require(run.json.document()).root.members.map(\.key)
    #expect(members.count == 27)
    var writer = JSONWriter()
    run.writePageEntry(to: &writer)
    let entry = try #require(writer.rawJSON.document()).root.members.map(\.key)
    #expect(entry.count == 17)
    #expect(Set(entry).isSubset(of: members))
  }

  @Test("An event keeps the order of its labels and comes back from its own JSON")
  func keepsEvents() throws {
    let event = Event(
      occurred: moment, event: "a.b", resource: Resource(id: "x", labels: [.init("z", "1"), .init("a", "2")]),
      related: [Resource(id: "y", labels: [.init("prefect.resource.role", "flow")])], id: id)
    #expect(Event(stored: event.json) == event)
    #expect(
      RawJSON { event.resource.writeFurtherLabels(to: &$0) }.description == #"{"z":"1","a":"2"}"#)
    #expect(event.related.map(\.role) == ["flow"])
    #expect(
      !ReceivedEvent(event, received: moment).fits(
        {
          var limits = EventLimits(); limits.bytes = 10; return limits
        }()))
  }

  @Test("An event with too many labels or related resources is refused")
  func boundsEvents() throws {
    var limits = ModelLimits()
    limits.events.labelsPerResource = 2
    limits.events.relatedResources = 1
    limits.events.nameCharacters = 3
    let related = #"{"prefect.resource.id":"y","prefect.resource.role":"z"}"#
    let body =
      #"[{"id":"\#(id)","occurred":0,"event":"abcd","resource":{"prefect.resource.id":"x","a":"1","b":"2"},"related":[\#(related),\#(related)]}]"#
    do throws(DomainError) {
      _ = try Body.list(
        of: Event.self, Array(body.utf8), contentType: nil, limits: BodyLimits(models: limits))
      Issue.record("taken")
    } catch {
      guard case .validation(let refusal) = error else { throw error }
      #expect(
        refusal.problems.map(\.message) == [
          "Value error, Event name must be at most 3 characters",
          "Value error, The maximum number of labels per resource is 2",
          "Value error, The maximum number of related resources is 1",
        ])
    }
  }

  @Test("A filter tells absent criteria from empty ones")
  func readsFilters() throws {
    let filter = try read(
      #"{"operator":"or_","state":{"type":{"any_":["RUNNING"]}},"tags":{},"id":{"any_":[]},"name":null}"#,
      as: FlowRunFilter.self)
    #expect(filter.operator == .or)
    #expect(filter.state?.type?.any == [.running])
    #expect(filter.tags == TagsFilter())
    #expect(filter.id?.any == [])
    #expect(filter.name == nil)
    #expect(try read(#"{"flow_run_id":{}}"#, as: TaskRunFilter.self).flowRunID?.isNull == false)
    #expect(try read(#"{"flow_run_id":{"is_null_":null}}"#, as: TaskRunFilter.self).flowRunID?.isNull == nil)
  }

  @Test("A made-up name is an adjective and a noun, and there are many")
  func makesNames() {
    var generator = SystemRandomNumberGenerator()
    let names = Set((0..<500).map { _ in RunName.random(using: &generator) })
    #expect(names.count > 450)
    #expect(names.allSatisfy { $0.split(separator: "-").count == 2 })
  }
}
