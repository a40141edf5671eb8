import Testing
import Values

@testable import Store

@Suite struct QueuePrioritiesTests {
  private let a = UUID(high: 0, low: 1)
  private let b = UUID(high: 0, low: 2)
  private let new = UUID(high: 0, low: 3)

  @Test(
    "The first free priority fills a gap, or comes last", arguments: [([], 1), ([1, 2], 3), ([1, 3], 2), ([2], 1)])
  func firstFree(_ pair: (taken: [Int], free: Int)) {
    #expect(QueuePriorities.firstFree(in: pair.taken) == pair.free)
  }

  @Test("A queue that takes another's place moves those behind it, no further than they have to")
  func place() {
    let moved = QueuePriorities.place(new, at: 1, among: [(a, 1), (b, 5)])
    #expect(moved.map(\.id) == [a])
    #expect(moved.map(\.priority) == [2])
    #expect(QueuePriorities.place(new, at: 7, among: [(a, 1), (b, 5)]).isEmpty)
  }
}
