internal import JSON
internal import Models
internal import Postgres
internal import Store
internal import Testing
internal import Values

@testable internal import GatewayService

@Suite("The event queue")
struct EventQueueTests {
  private func event(payloadBytes: Int = 0) -> IngestedEvent {
    var event = Event(occurred: .now(), event: "e", resource: Resource(id: "r"), id: .random())
    event.payload = .init(validated: Array(#"{"p":"\#(String(repeating: "x", count: payloadBytes))"}"#.utf8))
    return IngestedEvent(event, received: .now(), taskRun: nil)
  }

  private func limits(_ change: (inout EventQueue.Limits) -> Void = { _ in }) -> EventQueue.Limits {
    var limits = EventQueue.Limits()
    limits.flushes = 1
    change(&limits)
    return limits
  }

  @Test("A flush takes everything that waits, and the next one what came meanwhile")
  func takesAll() throws {
    var queue = EventQueue(limits: limits())
    #expect(throws: EventQueue.NothingToTake.self) { try queue.take() }
    for _ in 0..<3 { _ = queue.append(event()) }
    let first = try queue.take()
    #expect(first.events.count == 3)
    _ = queue.append(event())
    #expect(throws: EventQueue.NothingToTake.self) { try queue.take() }
    queue.finish(first)
    try #expect(queue.take().events.count == 1)
  }

  @Test("What is settled ends before the oldest flush that is under way")
  func settlesInOrder() throws {
    var queue = EventQueue(limits: limits { limits in limits.flushes = 2 })
    let one = queue.append(event())
    let first = try queue.take()
    let two = queue.append(event())
    let second = try queue.take()
    queue.finish(second)
    #expect(queue.settled < one)
    queue.finish(first)
    #expect(queue.settled == two)
  }

  @Test("The oldest event is the first that is not settled, whether it waits or is being stored")
  func tellsTheOldest() throws {
    func event(at moment: Timestamp) -> IngestedEvent {
      IngestedEvent(
        Event(occurred: moment, event: "e", resource: Resource(id: "r"), id: .random()), received: moment, taskRun: nil)
    }
    let noon = CivilTime(year: 2026, month: 12, day: 1, hour: 12).timestamp
    var queue = EventQueue(limits: limits { $0.flushEvents = 1 })
    #expect(queue.oldest == nil)
    _ = queue.append(event(at: noon))
    _ = queue.append(event(at: noon + .seconds(1)))
    #expect(queue.oldest == noon)
    let first = try queue.take()
    #expect(queue.oldest == noon)
    queue.finish(first)
    #expect(queue.oldest == noon + .seconds(1))
    queue.finish(try queue.take())
    #expect(queue.oldest == nil)
  }

  @Test("A flush is bounded in events and bytes, and a large event goes alone")
  func boundsFlushes() throws {
    var queue = EventQueue(limits: limits { $0.flushEvents = 2 })
    for _ in 0..<3 { _ = queue.append(event()) }
    try #expect(queue.take().events.count == 2)
    queue = EventQueue(limits: limits { $0.flushBytes = 10_000 })
    _ = queue.append(event(payloadBytes: 20_000))
    _ = queue.append(event())
    try #expect(queue.take().events.count == 1)
  }

  @Test("It is full by events or bytes until a flush is done", arguments: [true, false])
  func isBounded(byEvents: Bool) throws {
    var queue = EventQueue(limits: limits { if byEvents { $0.events = 2 } else { $0.bytes = 2000 } })
    while !queue.isFull { _ = queue.append(event()) }
    let flush = try queue.take()
    #expect(queue.isFull)
    queue.finish(flush)
    #expect(!queue.isFull && queue.isEmpty && queue.bytes == 0)
  }

  @Test("Events leave in the order in which they came, however many there are")
  func keepsOrder() {
    var queue = EventQueue(limits: limits { $0.flushEvents = 1000 })
    let events = (0..<10_000).map { _ in event() }
    for event in events { _ = queue.append(event) }
    var left: [UUID] = []
    while let flush = queue.next() {
      left += flush.events.map(\.id)
      queue.finish(flush)
    }
    #expect(left == events.map(\.id))
  }

  @Test("A refused flush is split until the event at fault is alone, which is dropped")
  func findsFaults() {
    #expect(Setback(.invalidText(""), events: 2, tries: 1) == .split)
    #expect(Setback(.invalidText(""), events: 1, tries: 1) == .drop)
    #expect(Setback(.unavailable(""), events: 1, tries: 9) == .wait)
    #expect(Setback(.statement(sqlState: "22P02", message: ""), events: 1, tries: 1) == .drop)
    #expect(Setback(.statement(sqlState: "53100", message: "disk full"), events: 1, tries: 1) == .wait)
    #expect(Setback(.constraint(kind: .foreignKey, name: "", detail: ""), events: 5, tries: 1) == .again)
    #expect(Setback(.constraint(kind: .foreignKey, name: "", detail: ""), events: 1, tries: 4) == .drop)
  }
}

extension EventQueue {
  struct NothingToTake: Error {}

  fileprivate mutating func take() throws -> Flush {
    guard let flush = next() else { throw NothingToTake() }
    return flush
  }
}
