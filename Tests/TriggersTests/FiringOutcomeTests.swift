internal import JSON
internal import Models
internal import Testing
internal import Values

@testable internal import Triggers

@Suite("What a firing leads to")
struct FiringOutcomeTests {
  private func outcome(_ trigger: String) throws -> (FiringOutcome, Firing) {
    var stage = try Stage(
      trigger, actions: #"[{"type":"do-nothing"},{"type":"cancel-flow-run"}]"#, onTrigger: #"[{"type":"do-nothing"}]"#)
    let firing = try #require(stage.take("x", at: 0, resource: ["color": "red"]).first)
    var ids: UInt64 = 0
    let outcome = FiringOutcome(
      firing, of: stage.automation,
      makeID: {
        ids += 1
        return UUID(high: 3, low: ids)
      })
    return (outcome, firing)
  }

  @Test("is an event that tells of the trigger, its labels and the event that made it fire")
  func event() throws {
    let (outcome, firing) = try outcome(Stage.trigger(expect: ["x"], forEach: ["color"]))
    let event = try #require(outcome.events.first)
    #expect(outcome.events.count == 1)
    #expect(event.event == "prefect.automation.triggered")
    #expect(event.occurred == firing.triggered)
    #expect(event.resource.id == "prefect.automation.\(UUID(high: 0, low: 9))")
    #expect(event.resource["prefect.posture"] == "Reactive")
    #expect(event.related.map(\.id) == ["prefect.event.\(UUID(high: 1, low: 1))"])
    #expect(event.related.map(\.role) == ["triggering-event"])
    #expect(
      event.payload.description.hasPrefix(#"{"triggering_labels":{"color":"red"},"triggering_event":{"occurred":"#))
  }

  @Test("is one action after the other, those on the trigger's event last and with that event")
  func actions() throws {
    let (outcome, _) = try outcome(Stage.trigger(expect: ["x"]))
    #expect(outcome.actions.map(\.index) == [0, 1, 2])
    #expect(outcome.actions.map(\.action) == [.doNothing, .cancelFlowRun, .doNothing])
    #expect(outcome.actions.map(\.event?.event.event) == ["x", "x", "prefect.automation.triggered"])
    #expect(Set(outcome.actions.map(\.stateChangeEvent)) == [outcome.events.first?.id])
    #expect(Set(outcome.actions.map(\.id)).count == 3)
  }

  @Test("has no posture for a trigger that is made of others")
  func group() throws {
    let (outcome, _) = try outcome(Stage.group("compound", require: #""any""#, Stage.trigger(expect: ["x"])))
    #expect(outcome.events.first?.resource["prefect.posture"] == nil)
  }
}
