/// Names a timer so that it can be taken back.
public struct TimerID: Hashable, Sendable {
  let number: UInt64
}

/// A binary heap of deadlines; a cancelled entry stays until it comes to the top or until half of all are cancelled.
struct TimerHeap {
  private struct Entry {
    var deadline: Int64
    var number: UInt64
  }

  private var entries: [Entry] = []
  private var calls: [UInt64: () -> Void] = [:]
  private var next: UInt64 = 0

  /// The soonest deadline of a timer that was not cancelled, in nanoseconds of the monotonic clock.
  var nextDeadline: Int64? {
    mutating get {
      while let first = entries.first {
        if calls[first.number] != nil { return first.deadline }
        removeFirst()
      }
      return nil
    }
  }

  var count: Int { calls.count }

  mutating func insert(deadline: Int64, _ call: @escaping () -> Void) -> TimerID {
    let number = next
    next += 1
    calls[number] = call
    entries.append(Entry(deadline: deadline, number: number))
    siftUp(entries.count - 1)
    return TimerID(number: number)
  }

  mutating func cancel(_ timer: TimerID) {
    guard calls.removeValue(forKey: timer.number) != nil else { return }
    if entries.count > 64, calls.count * 2 < entries.count { compact() }
  }

  mutating func popDue(at now: Int64) -> (() -> Void)? {
    guard let deadline = nextDeadline, deadline <= now else { return nil }
    return calls.removeValue(forKey: removeFirst().number)
  }

  private mutating func compact() {
    entries.removeAll { calls[$0.number] == nil }
    entries.sort { TimerHeap.isBefore($0, $1) }
  }

  /// Equal deadlines run in the order in which they were set.
  private static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
    left.deadline == right.deadline ? left.number < right.number : left.deadline < right.deadline
  }

  @discardableResult
  private mutating func removeFirst() -> Entry {
    let first = entries[0]
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      siftDown(0)
    }
    return first
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard TimerHeap.isBefore(entries[child], entries[parent]) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && TimerHeap.isBefore(entries[child], entries[least]) {
        least = child
      }
      guard least != parent else { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
