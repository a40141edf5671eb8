internal import Models
internal import Testing
internal import Values

@testable internal import Triggers

@Suite("A trigger that is made of others")
struct GroupTests {
  private let first = Stage.trigger(id: 1, expect: ["c1"])
  private let second = Stage.trigger(id: 2, expect: ["c2"])
  private let third = Stage.trigger(id: 3, expect: ["c3"])

  private func play(_ trigger: String, _ names: String...) throws -> (firings: [[Firing]], stage: Stage) {
    var stage = try Stage(trigger)
    let firings = names.enumerated().map { stage.take($1, at: Double($0)) }
    return (firings, stage)
  }

  @Test("that requires any fires with each child, and remembers nothing")
  func any() throws {
    let (firings, stage) = try play(Stage.group("compound", require: #""any""#, first, second), "c1", "c2", "c1")
    #expect(firings.map(\.count) == [1, 1, 1])
    #expect(stage.memory == TriggerMemory())
  }

  @Test("that requires all fires once when each child has, with the last event and without labels")
  func all() throws {
    let (firings, stage) = try play(Stage.group("compound", require: #""all""#, first, second), "c1", "c1", "c2", "c2")
    #expect(firings.map(\.count) == [0, 0, 1, 0])
    let firing = try #require(firings[2].first)
    #expect(firing.number == 3)
    #expect(firing.labels.isEmpty)
    #expect(firing.children.map(\.number) == [2, 3])
    #expect(stage.memory.childFirings.values.map(\.count) == [1])
  }

  @Test("that requires a number fires when so many children have")
  func number() throws {
    let (firings, _) = try play(Stage.group("compound", require: "2", first, second, third), "c3", "c3", "c1", "c2")
    #expect(firings.map(\.count) == [0, 0, 1, 0])
  }

  @Test("in sequence fires when the last firings of its children are in order")
  func sequence() throws {
    let (firings, _) = try play(Stage.group("sequence", first, second), "c2", "c1", "c2", "c1", "c2")
    #expect(firings.map(\.count) == [0, 0, 1, 0, 1])
  }

  @Test("in sequence takes children that fire on one event in the order in which they are declared")
  func sequenceOfOneEvent() throws {
    let both = [Stage.trigger(id: 1, expect: ["x"]), Stage.trigger(id: 2, expect: ["*"])]
    let (firings, _) = try play(Stage.group("sequence", both[0], both[1]), "x")
    let children = try #require(firings[0].first?.children)
    #expect(children.map(\.triggered.microseconds).sorted() == children.map(\.triggered.microseconds))
    #expect(children[0].triggered < children[1].triggered)
  }

  @Test("in sequence goes by the order of evaluation, even if the clock goes back")
  func clockGoesBack() throws {
    let automation = try Stage.automation(Stage.group("sequence", first, second))
    var memory = TriggerMemory()
    var count = 0
    for (place, second) in [(0, 100), (1, 50)] {
      let event = ReceivedEvent(Stage.event("c\(place + 1)"), received: Stage.start)
      count +=
        TriggerEvaluation.react(
          to: event, automation, automation.eventTriggers[place], memory: &memory, now: Stage.start + .seconds(second),
          makeID: { UUID(high: UInt64(place), low: 0) }
        ).count
    }
    #expect(count == 1)
  }

  @Test("forgets firings that are further back than its time allows")
  func within() throws {
    // The wall clock goes on by a second with each event.
    let trigger = Stage.group("compound", require: #""all""#, within: "2", first, second)
    #expect(try play(trigger, "c1", "y", "c2").firings.map(\.count) == [0, 0, 1])
    #expect(try play(trigger, "c1", "y", "y", "c2").firings.map(\.count) == [0, 0, 0, 0])
  }

  @Test("without any time fires on children that fire on one event")
  func withinNoTime() throws {
    let both = [Stage.trigger(id: 1, expect: ["x"]), Stage.trigger(id: 2, expect: ["*"])]
    let trigger = Stage.group("compound", require: #""all""#, within: "0", both[0], both[1])
    #expect(try play(trigger, "x").firings.map(\.count) == [1])
    #expect(try play(trigger, "y", "x").firings.map(\.count) == [0, 1])
  }

  @Test("may be inside another one")
  func nested() throws {
    let inner = Stage.group("sequence", id: 51, first, second)
    let (firings, stage) = try play(Stage.group("compound", require: #""all""#, inner, third), "c3", "c2", "c1", "c2")
    #expect(firings.map(\.count) == [0, 0, 0, 1])
    #expect(firings[3].first?.allEvents.map(\.event.id.low) == [4, 1, 4, 3, 4])
    #expect(stage.memory.childFirings.values.filter { !$0.isEmpty }.isEmpty)
  }

  @Test("whose last child fired on silence has the event that occurred last")
  func silence() throws {
    let silent = Stage.trigger("Proactive", id: 2, expect: ["c2"], within: 10)
    var stage = try Stage(Stage.group("compound", require: #""all""#, first, silent))
    #expect(stage.look(at: 0).isEmpty)
    #expect(stage.take("c1", at: 3).isEmpty)
    let firings = stage.look(at: 10)
    #expect(firings.map(\.number) == [2])
    #expect(firings.first?.children.map(\.number) == [2, nil])
  }

  @Test("ignores what children fired that it no longer has")
  func staleChild() throws {
    var stage = try Stage(Stage.group("compound", require: #""all""#, first, second))
    _ = stage.take("c1", at: 0)
    let group = try #require(stage.memory.childFirings.keys.first)
    let firing = try #require(stage.memory.childFirings[group]?.values.first)
    stage.memory.childFirings[group] = [UUID(high: 7, low: 7): firing]
    #expect(stage.take("c2", at: 1).isEmpty)
  }
}
