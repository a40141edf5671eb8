import JSON
import Models
import Templates
import Testing
import Values

@testable import SchedulerService

/// The expected texts are what Prefect 3.9.1 renders.
@Suite struct TemplateContextTests {
  private static let flowRun = "11111111-1111-4111-8111-111111111111"
  private static let flow = "21111111-1111-4111-8111-111111111111"

  private static func json(_ text: String) -> RawJSON { RawJSON(validated: Array(text.utf8)) }

  private static func moment(_ text: String) throws -> Timestamp {
    try #require(Reading<Timestamp>.timestamp.stored(json("\"\(text)\"")))
  }

  private static func context(event: ReceivedEvent?, firing: Firing? = nil) throws -> TemplateContext {
    let created = try moment("2026-05-04T08:00:02Z")
    let id = try #require(UUID("51111111-1111-4111-8111-111111111111"))
    let automation = Automation(
      id: id, created: created, updated: created, name: "au", about: "", isEnabled: true, tags: [],
      trigger: json(
        #"{"type":"event","posture":"Reactive","threshold":1,"within":0,"expect":["a"],"after":[],"for_each":[]}"#),
      actions: json(#"[{"type":"do-nothing"}]"#), actionsOnTrigger: .emptyArray, actionsOnResolve: .emptyArray)
    var context = TemplateContext(
      action: TriggeredAction(
        id: .random(), automation: automation, firing: firing, triggered: created, labels: [Resource.Label("x.y", "z")],
        event: event, action: .doNothing, index: 0, stateChangeEvent: nil),
      links: PageLinks(base: "http://ui.test:4200"))
    context.objects["flow_run"] = json(
      """
      {"id":"\(flowRun)","name":"n","state_type":"COMPLETED","total_run_time":12.5,"tags":["a"],"parameters":{"p":1},
      "start_time":"2026-05-04T08:00:02Z","state":{"type":"COMPLETED","name":"Completed","message":"m",
      "timestamp":"2026-05-04T08:00:02Z"},"created_by":{"id":"\(flow)","type":"AUTOMATION","display_value":"z"}}
      """)
    context.objects["work_pool"] = json(#"{"id":"51111111-1111-4111-8111-111111111111","name":"p q","status":"READY"}"#)
    return context
  }

  private static func event() throws -> ReceivedEvent {
    let id = try #require(UUID("31111111-1111-4111-8111-111111111111"))
    let event = Event(
      occurred: try moment("2026-05-04T08:00:02.179315Z"), event: "a.b",
      resource: Resource(
        id: "prefect.flow-run.\(flowRun)",
        labels: [
          Resource.Label("prefect.resource.name", "x<y"), Resource.Label("a.b", "1"), Resource.Label("a.b.c", "2"),
        ]),
      related: [
        Resource(
          id: "prefect.flow.\(flow)",
          labels: [
            Resource.Label("prefect.resource.role", "flow"), Resource.Label("prefect.resource.name", "f"),
          ])
      ],
      payload: json(#"{"k":1,"s":"t"}"#), id: id)
    return ReceivedEvent(event, received: try moment("2026-05-04T08:00:03Z"))
  }

  @Test(
    "Templates render as the reference renders them",
    arguments: [
      ("{{ event.id }}", "31111111-1111-4111-8111-111111111111"),
      ("{{ event.occurred }}", "2026-05-04 08:00:02.179315+00:00"),
      ("{{ event.received }}", "2026-05-04 08:00:03+00:00"),
      (
        "{{ [event.id, event.occurred] }}",
        "[UUID('31111111-1111-4111-8111-111111111111'), DateTime(2026, 5, 4, 8, 0, 2, 179315, tzinfo=Timezone('UTC'))]"
      ),
      ("{{ event.resource.name }} {{ event.resource['prefect.resource.name'] }}", "x<y x<y"),
      ("{{ event.resource['nope'] }}{{ event.resource.nope.more }}", ""),
      ("{{ event.resource.labels.a.b }} {{ event.resource.labels.a.b.c }} {{ event.resource.labels['a.b'] }}", "1 2 1"),
      ("{{ event.resource.get('a.b') }} {{ event.resource.get('zz') }} {{ event.resource.get('zz', 'd') }}", "1 None d"),
      ("{{ event.resource.keys() | list }}", "['prefect.resource.id', 'prefect.resource.name', 'a.b', 'a.b.c']"),
      ("{{ 'a.b' in event.resource }}", "True"),
      ("{{ event.resource_in_role['flow'].name }} {{ event.resource_in_role.flow.name }}", "f f"),
      ("{{ event.related | map(attribute='id') | join(',') }}", "prefect.flow.\(flow)"),
      ("{{ event.payload }} {{ event.payload.k }} {{ event.payload.zz }}", "{'k': 1, 's': 't'} 1 "),
      ("{{ event.follows }}", "None"),
      ("{{ event.url }}", "http://ui.test:4200/events/event/2026-05-04/31111111-1111-4111-8111-111111111111"),
      ("{{ event.resource | ui_url }}", "None"),
      ("{{ event.resource | ui_resource_events_url }}", "http://ui.test:4200/events?resource=prefect.flow-run.\(flowRun)"),
      ("{{ flow_run | ui_url }}", "http://ui.test:4200/runs/flow-run/\(flowRun)"),
      ("{{ work_pool | ui_url }} {{ work_pool.status }}", "http://ui.test:4200/work-pools/work-pool/p%20q WorkPoolStatus.READY"),
      ("{{ flow_run.state.type }} {{ flow_run.state.type == 'COMPLETED' }}", "StateType.COMPLETED True"),
      ("{{ flow_run.state.type | lower }} {{ flow_run.state.type | tojson }}", "completed \"COMPLETED\""),
      ("{{ flow_run.state }} {{ flow_run.state.name }}", "Completed('m') Completed"),
      ("{{ flow_run.total_run_time }} {{ flow_run.end_time }}", "0:00:12.500000 None"),
      ("{{ labels }}|{{ labels.x }}|{{ labels.x.y }}|{{ labels['x.y'] }}|{{ labels | length }}", "||z|z|1"),
      ("{{ automation.trigger.posture }} {{ automation.trigger.within }}", "Posture.Reactive 0:00:00"),
      ("{{ event.occurred.strftime('%Y-%m-%d %H:%M:%S %b %A') }}", "2026-05-04 08:00:02 May Monday"),
      ("{{ event.occurred.isoformat() }} {{ event.occurred.timestamp() }}", "2026-05-04T08:00:02.179315+00:00 1777881602.179315"),
      ("{{ (event.received - event.occurred).total_seconds() }} {{ event.received > event.occurred }}", "0.820685 True"),
      ("{{ event.id.hex }} {{ event.id == '31111111-1111-4111-8111-111111111111' }}", "31111111111141118111111111111111 False"),
      ("{{ nope | ui_url }} {{ event.resource is mapping }}", "None False"),
      ("{{ event.model_dump()['event'] }}", "a.b"),
    ])
  func rendered(_ template: String, _ text: String) throws {
    #expect(try Self.context(event: try Self.event()).render(try Template(template)) == text)
  }

  @Test(
    "Ids, moments, spans and labels are JSON, where the reference fails",
    arguments: [
      ("{{ event.id | tojson }}", "\"31111111-1111-4111-8111-111111111111\""),
      ("{{ event.occurred | tojson }}", "\"2026-05-04T08:00:02.179315Z\""),
      ("{{ flow_run.total_run_time | tojson }}", "12.5"), ("{{ labels.x.y | tojson }}", "\"z\""),
    ])
  func encodable(_ template: String, _ text: String) throws {
    #expect(try Self.context(event: try Self.event()).render(try Template(template)) == text)
  }

  @Test("An action without an event has the last event of its firing")
  func lastEvent() throws {
    let event = try Self.event()
    var earlier = event
    earlier.event.id = .random()
    earlier.event.occurred = event.event.occurred - .seconds(1)
    let trigger = try #require(Trigger(stored: Self.json(#"{"type":"event","posture":"Reactive"}"#)))
    let moment = event.received
    let firings = [event, earlier].map { Firing(id: .random(), trigger: trigger, triggered: moment, event: $0) }
    let firing = Firing(id: .random(), trigger: trigger, triggered: moment, children: firings)
    let context = try Self.context(event: nil, firing: firing)
    #expect(try context.render(try Template("{{ event.id }}")) == "\(event.event.id)")
    #expect(try context.render(try Template("{{ firings | length }} {{ firing.all_events() | length }}")) == "3 2")
  }

  @Test("Without an address of the web interface an object has no page")
  func withoutAddress() throws {
    let links = PageLinks(base: nil)
    let event = EventTemplate.value(try Self.event(), links: links)
    #expect(try links.page(of: event) == nil)
    #expect(try links.events(of: try #require(event.model?["resource"])) == "events?resource=prefect.flow-run.\(Self.flowRun)")
  }
}
