import Testing

@testable import Reactor

@Suite struct TimerHeapTests {
  @Test("Timers are due in the order of their deadlines, equal ones in the order they were set")
  func order() {
    var heap = TimerHeap()
    var ran: [String] = []
    for (deadline, name) in [(30, "d"), (10, "a"), (20, "b"), (20, "c")] as [(Int64, String)] {
      _ = heap.insert(deadline: deadline) { ran.append(name) }
    }
    #expect(heap.nextDeadline == 10)
    while let due = heap.popDue(at: 25) { due() }
    #expect(ran == ["a", "b", "c"])
    #expect(heap.nextDeadline == 30 && heap.count == 1)
  }

  @Test("A cancelled timer does not run, wherever it stands")
  func cancels() {
    var heap = TimerHeap()
    var ran: [Int] = []
    let timers = (0..<5).map { number in heap.insert(deadline: Int64(number)) { ran.append(number) } }
    heap.cancel(timers[0])
    heap.cancel(timers[3])
    heap.cancel(timers[3])
    #expect(heap.nextDeadline == 1)
    while let due = heap.popDue(at: 100) { due() }
    #expect(ran == [1, 2, 4])
    heap.cancel(timers[1])
    #expect(heap.nextDeadline == nil && heap.count == 0)
  }

  @Test("Many random timers come out sorted although most are cancelled")
  func random() {
    var generator = SystemRandomNumberGenerator()
    var heap = TimerHeap()
    var ran: [Int64] = []
    var kept: [Int64] = []
    for number in 0..<2000 {
      let deadline = Int64.random(in: 0..<500, using: &generator)
      let timer = heap.insert(deadline: deadline) { ran.append(deadline) }
      if number % 5 == 0 { kept.append(deadline) } else { heap.cancel(timer) }
    }
    while let due = heap.popDue(at: 500) { due() }
    #expect(ran == kept.sorted())
  }
}
