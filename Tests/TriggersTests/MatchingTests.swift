internal import Models
internal import Testing
internal import Values

@testable internal import Triggers

@Suite("Which events concern a trigger")
struct MatchingTests {
  private func covers(_ trigger: String, _ event: Event) throws -> Bool {
    var index = TriggerIndex()
    index.insert(try Stage.automation(trigger))
    return !index.interested(in: event).isEmpty
  }

  @Test(
    "A name is expected by itself or by a pattern with stars; other wildcards and negation match nothing",
    arguments: [
      (["deploy"], "deploy", true), (["deploy"], "deployed", false),
      (["prefect.flow-run.*"], "prefect.flow-run.x", true),
      (["prefect.flow-run.*"], "prefect.flow-run.", false), (["*.done"], "deploy.done", true), (["*"], "x", true),
      (["a*"], "a\nb", false), (["deplo?"], "deploy", false), (["deplo[xy]"], "deploy", false), (["!x"], "y", false),
      ([], "anything", true), (["x", "y"], "y", true), ([""], "", true), ([], "", false),
    ])
  func names(expect: [String], name: String, isCovered: Bool) throws {
    #expect(try covers(Stage.trigger(expect: expect), Stage.event(name)) == isCovered)
  }

  @Test(
    "Each label has to match one of its patterns; a label that is missing matches none, not even a negated one",
    arguments: [
      (#"{"color":"red"}"#, true), (#"{"color":["blue","r*"]}"#, true), (#"{"color":"!blue"}"#, true),
      (#"{"color":"!r?d"}"#, false), (#"{"size":"!large"}"#, false), (#"{"size":"*"}"#, false),
      (#"{"color":[]}"#, false),
      (#"{"color":"red","prefect.resource.id":"r"}"#, true), (#"{"color":"red","prefect.resource.id":"s"}"#, false),
    ])
  func labels(match: String, isCovered: Bool) throws {
    let event = Stage.event("x", resource: ["color": "red"])
    #expect(try covers(Stage.trigger(match: match), event) == isCovered)
  }

  @Test(
    "One related resource has to match all labels of a specification; of a list each is satisfied by some resource",
    arguments: [
      ("{}", true), (#"{"prefect.resource.role":"flow","color":"red"}"#, true),
      (#"{"prefect.resource.role":"flow","color":"blue"}"#, false), (#"[{"color":"red"},{"color":"blue"}]"#, true),
      (#"[{"color":"red"},{"color":"green"}]"#, false), ("[]", true),
    ])
  func relatedResources(related: String, isCovered: Bool) throws {
    let event = Stage.event(
      "x",
      related: [
        ["prefect.resource.id": "f", "prefect.resource.role": "flow", "color": "red"],
        ["prefect.resource.id": "d", "prefect.resource.role": "deployment", "color": "blue"],
      ])
    #expect(try covers(Stage.trigger(related: related), event) == isCovered)
  }

  @Test("Counting apart goes by labels of the primary resource or of the first related one in a role")
  func forEach() throws {
    let labels = ["related:flow:color", "color", "missing", "related:none:color"]
    let automation = try Stage.automation(Stage.trigger(forEach: labels))
    let event = Stage.event(
      "x", resource: ["color": "red"],
      related: [
        ["prefect.resource.id": "f", "prefect.resource.role": "flow", "color": "blue"],
        ["prefect.resource.id": "g", "prefect.resource.role": "flow", "color": "green"],
      ])
    let key = TriggerEvaluation.needs(event, automation, automation.eventTriggers[0]).bucket
    // Sorted: color, missing, related:flow:color, related:none:color
    #expect(key.labels == ["red", "", "blue", ""])
  }
}
