internal import Testing
internal import Values

@testable internal import GatewayService

@Suite("Task workers that wait")
struct WaitingTaskWorkersTests {
  @Test("As many are taken as there is something for, each from all of its tasks")
  func takes() {
    var waiting = WaitingTaskWorkers()
    let (one, two, three) = (UUID.random(), UUID.random(), UUID.random())
    waiting.add(one, taskKeys: ["a", "b"])
    waiting.add(two, taskKeys: ["a"])
    waiting.add(three, taskKeys: ["b"])
    #expect(waiting.bounds == ["a": 2, "b": 2])
    let taken = waiting.take(1, for: "a")
    #expect(taken.count == 1)
    #expect(waiting.take(5, for: "a").count == 1)
    #expect(waiting.take(1, for: "a").isEmpty)
    #expect(waiting.take(5, for: "b") == [three])
    #expect(waiting.isEmpty)
    #expect(waiting.bounds.isEmpty)
  }

  @Test("One that is taken out is found under none of its tasks, and one that comes again under all")
  func removes() {
    var waiting = WaitingTaskWorkers()
    let one = UUID.random()
    waiting.add(one, taskKeys: ["a", "b"])
    waiting.remove(one)
    waiting.remove(one)
    #expect(waiting.isEmpty)
    #expect(waiting.bounds.isEmpty)
    waiting.add(one, taskKeys: ["b"])
    #expect(waiting.take(1, for: "b") == [one])
  }
}
