internal import Testing

@testable internal import Postgres

@Suite("The queue")
struct FIFOTests {
  @Test("Elements leave in the order in which they came, however the ends move")
  func order() {
    var queue = FIFO<Int>()
    var next = 0
    var left: [Int] = []
    for round in 1...50 {
      for _ in 0..<round {
        queue.append(next)
        next += 1
      }
      for _ in 0..<round / 2 { left.append(contentsOf: queue.popFirst().map { [$0] } ?? []) }
    }
    left += queue.takeAll()
    #expect(left == Array(0..<next))
    #expect(queue.isEmpty)
    #expect(queue.popFirst() == nil)
  }

  @Test("A prefix is taken as far as it fits")
  func prefix() {
    var queue = FIFO<Int>()
    for number in 0..<5 { queue.append(number) }
    _ = queue.popFirst()
    #expect(queue.takePrefix { $0 < 3 } == [1, 2])
    #expect(queue.first == 3)
    #expect(queue.count == 2)
  }
}
