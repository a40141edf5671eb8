import JSON
import Models
import Testing
import Values

/// Automations, beyond what the comparison with the reference asks.
@Suite struct AutomationTests {
  private func body(trigger: String, actions: String = "[]") -> [UInt8] {
    Array(#"{"name": "a", "trigger": \#(trigger), "actions": \#(actions)}"#.utf8)
  }

  private func problems(_ body: [UInt8]) -> [Problem] {
    do throws(DomainError) {
      _ = try Body.value(.newAutomation, body, contentType: nil)
      return []
    } catch {
      guard case .validation(let error) = error else { return [] }
      return error.problems
    }
  }

  /// Each level is wrong as each kind of trigger, and lies in two of them: there are 2^60 problems to tell.
  @Test("Triggers that nest deeply are refused in time, and not every problem is told", .timeLimit(.minutes(1)))
  func deepTriggers() {
    var trigger = #"{"posture": "nonsense"}"#
    for _ in 0..<60 { trigger = #"{"triggers": [\#(trigger)], "within": 1, "require": "all"}"# }
    let found = problems(body(trigger: trigger))
    #expect(!found.isEmpty && found.count <= ProblemList.maximumCount)
  }

  @Test("Triggers that nest deeply are read in time", .timeLimit(.minutes(1)))
  func deepValidTriggers() throws {
    var trigger = #"{"posture": "Reactive"}"#
    for _ in 0..<60 { trigger = #"{"triggers": [\#(trigger)], "within": 1, "require": "all"}"# }
    let new = try Body.value(.newAutomation, body(trigger: trigger), contentType: nil)
    var depth = 0
    var current = new.content.trigger
    while let child = current.children.first {
      current = child
      depth += 1
    }
    #expect(depth == 60)
  }

  @Test("A stored trigger comes back as it was, with other ids where they are asked for")
  func storedTriggers() throws {
    let text = #"""
      {"type":"compound","triggers":[{"posture":"Proactive","match":{"a":"b","c":["d"]},"match_related":[{}]},
      {"type":"sequence","triggers":[{"posture":"Reactive","within":1.5}],"within":null}],"within":60,"require":"any"}
      """#
    let trigger = try #require(Trigger(stored: RawJSON(validated: Array(text.utf8))))
    let stored = RawJSON(writing: trigger.write)
    #expect(Trigger(stored: stored) == trigger)
    var ids: [UUID] = []
    let renewed = trigger.identified {
      ids.append(.random())
      return ids[ids.count - 1]
    }
    #expect(ids.count == 4 && Trigger(stored: RawJSON(writing: renewed.write)) == renewed && renewed != trigger)
  }

  @Test("What is none of ours is not taken for stored")
  func foreignForms() {
    #expect(Trigger(stored: RawJSON(validated: Array(#"{"type":"metric"}"#.utf8))) == nil)
    #expect(AutomationAction.list(stored: RawJSON(validated: Array(#"[{"type":"declare-incident"}]"#.utf8))) == nil)
  }

  @Test("A metric trigger is read with its defaults, and refused where that is asked for")
  func metricTriggers() throws {
    let text = #"""
      {"type":"metric","metric":{"name":"lateness","threshold":30,"operator":">="},
      "match":{"prefect.resource.id":"prefect.flow-run.*"}}
      """#
    let stored = RawJSON(validated: Array(text.utf8))
    let trigger = try #require(Trigger(stored: stored))
    guard case .metric(let metric) = trigger else {
      Issue.record("no metric trigger")
      return
    }
    #expect(metric.metric == .lateness && metric.comparison == .greaterOrEqual && metric.threshold == 30)
    #expect(metric.range == .seconds(300) && metric.firingFor == .seconds(300))
    #expect(Trigger(stored: RawJSON(writing: trigger.write)) == trigger)
    // Single runs are not told apart.
    let single = Array(text.replacing("flow-run.*", with: "flow-run.1*").utf8)
    #expect(Trigger(stored: RawJSON(validated: single)) == nil)
    var limits = BodyLimits.default
    limits.models.acceptsMetricTriggers = false
    let refusing = limits
    #expect(throws: DomainError.self) {
      try Body.value(.newAutomation, body(trigger: text, actions: "[]"), contentType: nil, limits: refusing)
    }
  }

  @Test(
    "A metric trigger tells what is wrong with it",
    arguments: [
      (#"{"name":"lateness","threshold":30,"operator":">","range":299}"#, "The minimum range is 300 seconds"),
      (#"{"name":"lateness","threshold":"NaN","operator":">"}"#, "Input should be a finite number"),
      (#"{"name":"lateness","threshold":"-Infinity","operator":">"}"#, "Input should be a finite number"),
      (#"{"name":"zip","threshold":30,"operator":">"}"#, "Input should be 'successes', 'duration' or 'lateness'"),
    ])
  func wrongMetricTriggers(metric: String, message: String) {
    let found = problems(body(trigger: #"{"type":"metric","metric":\#(metric)}"#))
    #expect(found.count == 1 && found.allSatisfy { $0.message.contains(message) })
  }

  @Test("A payload of a webhook that is no text is told over several lines")
  func payloads() throws {
    let action =
      #"[{"type":"call-webhook","block_document_id":"00000000-0000-4000-8000-000000000001","payload":{"a":[1,{}],"ü":"\n"}}]"#
    let new = try Body.value(
      .newAutomation, body(trigger: #"{"posture":"Reactive"}"#, actions: action), contentType: nil)
    guard case .callWebhook(let call) = try #require(new.content.actions.first) else {
      Issue.record("not a webhook")
      return
    }
    #expect(call.payload == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"ü\": \"\\n\"\n}")
  }
}
