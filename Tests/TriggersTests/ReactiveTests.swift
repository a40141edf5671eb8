internal import Models
internal import Testing
internal import Values

@testable internal import Triggers

@Suite("A reactive trigger")
struct ReactiveTests {
  @Test("fires on each event if it counts to one without a window")
  func immediate() throws {
    var stage = try Stage(Stage.trigger(expect: ["x"]))
    #expect(stage.take("x", at: 0).map(\.number) == [1])
    #expect(stage.take("y", at: 1).isEmpty)
    #expect(stage.take("x", at: -5).map(\.number) == [3])
    #expect(stage.memory == TriggerMemory())
  }

  @Test("of threshold 3 within 60 s fires once on seven events, and its next window starts 60 s after the first")
  func threshold() throws {
    var stage = try Stage(Stage.trigger(expect: ["x"], threshold: 3, within: 60))
    let firings = (0..<7).map { stage.take("x", at: Double($0)) }
    #expect(firings.map(\.count) == [0, 0, 1, 0, 0, 0, 0])
    #expect(firings[2].first?.number == 3)
    #expect(stage.bucket?.start == Stage.start + .seconds(60))
    #expect(stage.bucket?.end == Stage.start + .seconds(120))
    #expect(stage.bucket?.count == 0)
    #expect(stage.bucket?.lastOperation == "start_new_bucket[insert]")
  }

  @Test("of threshold 3 without a window fires on the third event")
  func thresholdWithoutWindow() throws {
    var stage = try Stage(Stage.trigger(expect: ["x"], threshold: 3))
    #expect((0..<4).map { stage.take("x", at: Double($0)).count } == [0, 0, 1, 0])
    #expect(stage.bucket?.count == 1)
  }

  @Test("fires once on a burst within its window, and again behind it")
  func burst() throws {
    var stage = try Stage(Stage.trigger(expect: ["x"], within: 30))
    #expect([0, 1, 2, 29, 31].map { stage.take("x", at: $0).count } == [1, 0, 0, 0, 1])
  }

  @Test("counts events apart by labels that are too long for an index, and fires with their values")
  func longLabels() throws {
    let names = (0..<5).map { "l\($0)" }
    var stage = try Stage(Stage.trigger(expect: ["x"], forEach: names, threshold: 2, within: 60))
    func labels(_ last: String) -> [String: String] {
      let same = String(repeating: "a", count: 999)
      return Dictionary(uniqueKeysWithValues: names.map { ($0, same + ($0 == "l4" ? last : "a")) })
    }
    #expect(["b", "c"].map { stage.take("x", at: 0, resource: labels($0)).count } == [0, 0])
    #expect(stage.memory.buckets.count == 2)
    #expect(stage.memory.buckets.keys.allSatisfy { $0.labels.joined().utf8.count < 100 })
    let firing = try #require(stage.take("x", at: 1, resource: labels("c")).first)
    #expect(firing.labels == names.map { Resource.Label($0, labels("c")[$0] ?? "") })
  }

  @Test("takes up to 15 minutes late events into its first window")
  func lateEvent() throws {
    var stage = try Stage(Stage.trigger(expect: ["x"], threshold: 2, within: 10))
    #expect(stage.take("x", at: 1000).isEmpty)
    #expect(stage.take("x", at: 99).isEmpty)
    #expect(stage.take("x", at: 100).count == 1)
  }

  @Test("with `after` ignores what it expects until the start event has come, and then fires exactly once")
  func after() throws {
    var stage = try Stage(Stage.trigger(expect: ["b"], after: ["a"], within: 60))
    #expect(["b", "a", "b", "b"].enumerated().map { stage.take($1, at: Double($0)).count } == [0, 0, 1, 0])
    #expect(stage.memory == TriggerMemory())
  }

  @Test("by which the same event starts and counts fires on the second one")
  func sameEvent() throws {
    var stage = try Stage(Stage.trigger(expect: ["a"], after: ["a"], within: 60))
    #expect([0.0, 1, 2].map { stage.take("a", at: $0).count } == [0, 1, 0])
  }

  @Test("counts each combination of for_each labels apart, and names their values")
  func forEach() throws {
    var stage = try Stage(Stage.trigger(expect: ["x"], forEach: ["color"], threshold: 2, within: 60))
    #expect(stage.take("x", at: 0, resource: ["color": "red"]).isEmpty)
    #expect(stage.take("x", at: 1, resource: ["color": "blue"]).isEmpty)
    let firings = stage.take("x", at: 2, resource: ["color": "red"])
    #expect(firings.first?.labels == [Resource.Label("color", "red")])
    #expect(stage.memory.buckets.count == 2)
  }
}
