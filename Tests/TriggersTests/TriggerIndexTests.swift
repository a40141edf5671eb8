internal import Models
internal import Testing
internal import Values

@testable internal import Triggers

@Suite("The index of triggers")
struct TriggerIndexTests {
  @Test("finds the triggers of an event by automation, and in each as they are declared")
  func order() throws {
    let trigger = Stage.group(
      "compound", require: #""all""#, Stage.trigger(id: 3, expect: ["x"]),
      Stage.group("sequence", id: 51, Stage.trigger(id: 2, expect: ["*"]), Stage.trigger(id: 1)))
    var index = TriggerIndex()
    for id in [8, 3] { index.insert(try Stage.automation(trigger, id: UUID(high: 0, low: UInt64(id)))) }
    let found = index.interested(in: Stage.event("x"))
    #expect(found.map(\.0.id.low) == [3, 3, 3, 8, 8, 8])
    #expect(found.map(\.1.id.low).prefix(3) == [0x13, 0x12, 0x11])
  }

  @Test("replaces an automation, and forgets one that is removed")
  func replacement() throws {
    var index = TriggerIndex()
    index.insert(try Stage.automation(Stage.trigger(expect: ["x"], match: #"{"prefect.resource.id":"r"}"#)))
    index.insert(try Stage.automation(Stage.trigger(expect: ["y", "z*"])))
    #expect(index.interested(in: Stage.event("x")).isEmpty)
    #expect(index.interested(in: Stage.event("zz")).count == 1)
    #expect(index.namePatterns?.exact == ["y"])
    #expect(index.namePatterns?.prefixes == ["z"])
    index.remove(UUID(high: 0, low: 9))
    #expect(index.interested(in: Stage.event("y")).isEmpty)
    #expect(index.namePatterns?.exact == [])
    #expect(index.all.isEmpty)
  }

  @Test(
    "cannot narrow the feed by name if some trigger may look at any",
    arguments: [([String](), false), (["*.done"], false), (["x", "?"], false), (["x", "a.*"], true)])
  func namePatterns(expect: [String], isNarrow: Bool) throws {
    var index = TriggerIndex()
    index.insert(try Stage.automation(Stage.trigger(expect: expect)))
    #expect((index.namePatterns != nil) == isNarrow)
  }

  @Test(
    "finds by exact labels what is found without them",
    arguments: [
      (#"{"prefect.resource.id":["r","s"]}"#, "{}", true), (#"{"prefect.resource.id":"s"}"#, "{}", false),
      ("{}", #"{"prefect.resource.id":"f","prefect.resource.role":"flow"}"#, true),
      ("{}", #"{"prefect.resource.id":"g","prefect.resource.role":"flow"}"#, false),
      (#"{"prefect.resource.id":"r*"}"#, #"{"prefect.resource.name":["other","etl"]}"#, true),
      ("{}", #"[{"color":"red"},{"prefect.resource.id":"f"}]"#, true), (#"{"color":[]}"#, "{}", false),
    ])
  func anchors(match: String, related: String, isFound: Bool) throws {
    var index = TriggerIndex()
    index.insert(try Stage.automation(Stage.trigger(expect: ["x"], match: match, related: related)))
    let event = Stage.event(
      "x",
      related: [
        ["prefect.resource.id": "d", "prefect.resource.role": "deployment", "color": "red"],
        ["prefect.resource.id": "f", "prefect.resource.role": "flow", "prefect.resource.name": "etl"],
      ])
    #expect(index.interested(in: event).isEmpty != isFound)
  }

  @Test("has nothing of automations that are switched off or look at nothing")
  func unloaded() {
    #expect(throws: Stage.Unreadable.self) { try Stage.automation(Stage.trigger(), isEnabled: false) }
    #expect(throws: Stage.Unreadable.self) { try Stage.automation(#"{"type":"unknown"}"#) }
    #expect(throws: Stage.Unreadable.self) { try Stage.automation(Stage.group("compound", require: #""any""#)) }
  }
}
