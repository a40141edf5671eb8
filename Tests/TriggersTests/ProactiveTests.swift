internal import Models
internal import Testing
internal import Values

@testable internal import Triggers

@Suite("A proactive trigger")
struct ProactiveTests {
  @Test("without for_each fires at the end of each window in which nothing comes")
  func silence() throws {
    var stage = try Stage(Stage.trigger("Proactive", expect: ["x"], within: 10))
    #expect([0.0, 5, 10, 15, 20].map { stage.look(at: $0).count } == [0, 0, 1, 0, 1])
  }

  @Test("does not fire for a window in which enough has come")
  func enough() throws {
    var stage = try Stage(Stage.trigger("Proactive", expect: ["x"], within: 10))
    #expect(stage.look(at: 0).isEmpty)
    #expect(stage.take("x", at: 5).isEmpty)
    #expect(stage.look(at: 10).isEmpty)
    #expect(stage.memory == TriggerMemory())
  }

  @Test("is evaluated again when the next window ends")
  func next() throws {
    var stage = try Stage(Stage.trigger("Proactive", expect: ["x"], forEach: ["color"], threshold: 2, within: 10))
    #expect(stage.take("x", at: 4, resource: ["color": "red"]).isEmpty)
    let next = TriggerEvaluation.proactive(
      stage.automation, stage.automation.eventTriggers[0], memory: &stage.memory, asOf: Stage.start + .seconds(6),
      now: Stage.start, makeID: { UUID(high: 0, low: 0) }
    ).next
    #expect(next == Stage.start + .seconds(14))
  }

  @Test("with for_each knows the keys that it has seen, and keeps firing for them")
  func keys() throws {
    var stage = try Stage(Stage.trigger("Proactive", expect: ["x"], forEach: ["color"], threshold: 2, within: 10))
    #expect(stage.look(at: 0).isEmpty)
    #expect(stage.memory == TriggerMemory())
    #expect(stage.take("x", at: 1, resource: ["color": "red"]).isEmpty)
    let first = stage.look(at: 11)
    #expect(first.first?.labels == [Resource.Label("color", "red")])
    #expect(first.first?.number == 2)
    // No event has come to the second window.
    #expect(stage.look(at: 21).map(\.number) == [nil])
  }

  @Test("with `after` fires once with the start event, unless what it expects comes in time")
  func after() throws {
    let trigger = Stage.trigger("Proactive", expect: ["b"], after: ["a"], forEach: ["color"], within: 10)
    var stage = try Stage(trigger)
    #expect(stage.take("a", at: 0).isEmpty)
    #expect(stage.look(at: 9).isEmpty)
    #expect(stage.look(at: 10).map(\.number) == [1])
    #expect(stage.look(at: 30).isEmpty)
    #expect(stage.take("a", at: 40).isEmpty)
    #expect(stage.take("b", at: 45).isEmpty)
    #expect(stage.look(at: 60).isEmpty)
  }

  @Test("begins its window anew with each heartbeat, and fires when they cease")
  func heartbeats() throws {
    let trigger = Stage.trigger("Proactive", expect: ["beat", "end"], after: ["beat"], forEach: ["id"], within: 10)
    var stage = try Stage(trigger)
    for second in [0.0, 6, 12, 18] { #expect(stage.take("beat", at: second).isEmpty) }
    #expect(stage.bucket?.start == Stage.start + .seconds(18))
    #expect(stage.look(at: 27).isEmpty)
    #expect(stage.look(at: 28).map(\.number) == [4])
  }

  @Test("counts an expected event that was evaluated before the event that opens its window")
  func heldEvent() throws {
    let trigger = Stage.trigger("Proactive", expect: ["beat", "end"], after: ["beat"], forEach: ["id"], within: 10)
    var stage = try Stage(trigger)
    #expect(stage.take("end", at: 7).isEmpty)
    #expect(stage.take("beat", at: 6).isEmpty)
    // It would be zero without the end, and the trigger would fire.
    #expect(stage.bucket?.count == 1)
    #expect(stage.take("beat", at: 5).isEmpty)
    #expect(stage.look(at: 60).isEmpty)
  }

  @Test("holds of each slot of time no more events than it needs, and none that are too old")
  func heldEventsAreBounded() throws {
    let trigger = Stage.trigger("Proactive", expect: ["b"], after: ["a"], forEach: ["id"], threshold: 2, within: 100)
    var stage = try Stage(trigger)
    for second in 0..<50 { _ = stage.take("b", at: Double(second)) }
    let held = try #require(stage.memory.held.values.first)
    #expect(held.map(\.event.low).sorted() == [1, 2, 49, 50])
    _ = stage.take("b", at: 1850)
    #expect(stage.memory.held.values.first?.map(\.event.low).sorted() == [51])
  }

  @Test("counts an event once, however often it is evaluated before its window opens")
  func heldOnce() throws {
    let trigger = Stage.trigger("Proactive", expect: ["b"], after: ["a"], forEach: ["id"], threshold: 2, within: 100)
    var stage = try Stage(trigger)
    for _ in 0..<3 { _ = stage.take("b", at: 5, id: 7) }
    _ = stage.take("a", at: 1)
    #expect(stage.bucket?.count == 1)
  }
}
