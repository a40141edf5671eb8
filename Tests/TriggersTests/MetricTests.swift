internal import JSON
internal import Models
internal import Testing
internal import Values

@testable internal import Triggers

@Suite("A metric trigger")
struct MetricTests {
  private static let trigger = """
    {"type":"metric","id":"00000000-0000-0000-0000-000000000011","posture":"Metric",
    "metric":{"name":"duration","operator":">","threshold":60,"firing_for":600}}
    """

  private func play(
    _ values: [(minute: Int, value: Double?)], in trigger: String = trigger
  ) throws -> [[TriggerState]] {
    let automation = try Stage.automation(trigger)
    var memory = TriggerMemory()
    return try values.map { entry in
      TriggerEvaluation.measure(
        entry.value, automation, try #require(automation.metricTriggers.first), memory: &memory,
        at: Stage.start + .seconds(60 * entry.minute), makeID: UUID.random
      ).flatMap(\.states)
    }
  }

  @Test("fires once when its value has been beyond the threshold for its time, and resolves when it is back as long")
  func firesAndResolves() throws {
    let values: [(Int, Double?)] = [(0, 61), (5, 70), (10, 80), (15, 80), (20, 60), (29, 10), (30, 10), (40, 10)]
    #expect(try play(values) == [[], [], [.triggered], [], [], [], [.resolved], []])
  }

  @Test("starts its time again after a value on the other side")
  func interruption() throws {
    #expect(try play([(0, 61), (9, 60), (10, 61), (19, 61), (20, 61)]) == [[], [], [], [], [.triggered]])
  }

  @Test("neither fires nor resolves without runs to measure")
  func nothingMeasured() throws {
    let values: [(Int, Double?)] = [(0, 61), (5, nil), (10, 61), (20, 61), (25, nil), (40, nil)]
    #expect(try play(values) == [[], [], [], [.triggered], [], []])
  }

  @Test("counts in a group when it fires, and not when it resolves")
  func group() throws {
    let any = Stage.group("compound", require: #""any""#, MetricTests.trigger)
    #expect(try play([(0, 61), (10, 61), (11, 1), (21, 1)], in: any) == [[], [.triggered], [], []])
  }

  @Test("remembers its state in a bucket that does not end")
  func state() throws {
    let automation = try Stage.automation(MetricTests.trigger)
    let trigger = try #require(automation.metricTriggers.first)
    var memory = TriggerMemory()
    _ = TriggerEvaluation.measure(61, automation, trigger, memory: &memory, at: Stage.start, makeID: UUID.random)
    let bucket = try #require(memory.buckets[TriggerEvaluation.key(of: trigger, in: automation)])
    #expect(bucket.start == Stage.start && bucket.count == 0 && bucket.end == .lastWritten)
    let before = memory
    _ = TriggerEvaluation.measure(
      62, automation, trigger, memory: &memory, at: Stage.start + .seconds(60), makeID: UUID.random)
    #expect(memory == before)
  }

  @Test("tells its posture and the value that made it fire")
  func outcome() throws {
    let automation = try Stage.automation(MetricTests.trigger)
    let trigger = try #require(automation.metricTriggers.first)
    var memory = TriggerMemory()
    var firings: [Firing] = []
    for minute in [0, 10] {
      firings += TriggerEvaluation.measure(
        61.5, automation, trigger, memory: &memory, at: Stage.start + .seconds(60 * minute), makeID: UUID.random)
    }
    let firing = try #require(firings.first)
    #expect(firing.value?.description == "61.5")
    let events = FiringOutcome(firing, of: automation, makeID: UUID.random).events
    #expect(events.map(\.event) == ["prefect.automation.triggered"])
    #expect(events.first?.resource["prefect.posture"] == "Metric")
  }
}
