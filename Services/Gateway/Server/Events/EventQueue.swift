internal import Store
internal import Values

/// What waits to be stored, in the order of arrival, and how far the storing has come. It does no I/O.
///
/// Every event has a position. Flushes take from the front; when one is done, everything up to the oldest position that is
/// still under way is settled.
struct EventQueue: Sendable {
  struct Limits: Sendable, Equatable {
    /// Events that may wait or be under way.
    var events = 20_000
    /// Bytes that they may take together.
    var bytes = 64 << 20
    /// Events of one flush.
    var flushEvents = 1000
    /// Bytes of one flush; a larger event goes alone.
    var flushBytes = 8 << 20
    /// Flushes at a time.
    var flushes = 2
  }

  /// A part of the queue on its way to the database.
  struct Flush: Sendable {
    let id: Int
    let events: [IngestedEvent]
    /// The position after its last event.
    let end: Int
  }

  let limits: Limits
  private var waiting: [IngestedEvent] = []
  /// Where in `waiting` the queue begins.
  private var head = 0
  private var underWay: [(id: Int, start: Int, events: Int, bytes: Int, oldest: Timestamp)] = []
  private var nextFlush = 0
  private(set) var events = 0
  private(set) var bytes = 0
  /// The position of the next event.
  private(set) var end = 0
  /// The position of the first event that no flush has taken.
  private var taken = 0

  init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Whether senders have to wait.
  var isFull: Bool { events >= limits.events || bytes >= limits.bytes }

  var isEmpty: Bool { events == 0 }

  /// Everything before this position is in the database, or was given up with a word.
  var settled: Int { underWay.map(\.start).min() ?? taken }

  /// When the oldest event came in that is not settled; nil if there is none.
  var oldest: Timestamp? {
    let waiting = head < waiting.count ? [waiting[head].received] : []
    return (underWay.map(\.oldest) + waiting).min()
  }

  /// - Returns: The position after the event.
  mutating func append(_ event: IngestedEvent) -> Int {
    waiting.append(event)
    events += 1
    bytes += event.byteCount
    end += 1
    return end
  }

  /// Takes what the next flush is to store; nil while as many as may be are under way, or nothing waits.
  mutating func next() -> Flush? {
    guard underWay.count < limits.flushes, head < waiting.count else { return nil }
    var stop = head
    var size = 0
    while stop < waiting.count, stop - head < limits.flushEvents {
      let more = waiting[stop].byteCount
      if stop > head, size + more > limits.flushBytes { break }
      size += more
      stop += 1
    }
    let batch = Array(waiting[head..<stop])
    head = stop
    if head == waiting.count {
      waiting.removeAll(keepingCapacity: waiting.capacity <= 4096)
      head = 0
    } else if head > 4096, head * 2 > waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    let flush = Flush(id: nextFlush, events: batch, end: taken + batch.count)
    underWay.append((nextFlush, taken, batch.count, size, batch.map(\.received).min() ?? .now()))
    nextFlush += 1
    taken += batch.count
    return flush
  }

  /// Notes that a flush is done.
  mutating func finish(_ flush: Flush) {
    guard let place = underWay.firstIndex(where: { $0.id == flush.id }) else { return }
    events -= underWay[place].events
    bytes -= underWay[place].bytes
    underWay.remove(at: place)
  }
}
