internal import Models
internal import Testing
internal import Values

@testable import SchedulerService

@Suite("The order of events on a page")
struct PageOrderTests {
  private func event(_ number: Int, follows: Int? = nil) -> ReceivedEvent {
    ReceivedEvent(
      Event(
        occurred: Timestamp(microseconds: Int64(number)), event: "e", resource: Resource(id: "thing"), id: id(number),
        follows: follows.map(id)),
      received: Timestamp(microseconds: 0))
  }

  private func id(_ number: Int) -> UUID { UUID(high: 0, low: UInt64(number)) }

  private func order(_ events: [ReceivedEvent]) -> [Int] { PageOrder.sorted(events).map { Int($0.event.id.low) } }

  @Test("Events that follow none on the page keep their order")
  func keeps() {
    #expect(order([event(3), event(1, follows: 9), event(2)]) == [3, 1, 2])
  }

  @Test("An event comes right after the one that it follows, and so does what follows it")
  func follows() {
    #expect(order([event(3, follows: 2), event(2, follows: 1), event(4), event(1)]) == [4, 1, 2, 3])
  }

  @Test("Those that follow one event come as they occurred")
  func siblings() {
    #expect(order([event(5, follows: 1), event(4, follows: 1), event(1)]) == [1, 4, 5])
  }

  @Test("Events that follow themselves or one another are all there")
  func circles() {
    #expect(order([event(1, follows: 1), event(2, follows: 3), event(3, follows: 2)]) == [1, 2, 3])
  }
}
