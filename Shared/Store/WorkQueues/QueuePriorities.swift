internal import Values

/// Which queue of a pool comes before which (contract §7.9): numbers from 1 that are never shared.
enum QueuePriorities {
  /// The first number that no queue has, as they stand in their order.
  static func firstFree(in priorities: [Int]) -> Int {
    for (index, priority) in priorities.sorted().enumerated() where priority != index + 1 { return index + 1 }
    return (priorities.max() ?? 0) + 1
  }

  /// Gives one queue a priority and moves those behind that are in its way, no further than they have to.
  ///
  /// - Parameter queues: The other queues of the pool, in their order.
  /// - Returns: Those whose priority changes.
  static func place(
    _ id: UUID, at priority: Int, among queues: [(id: UUID, priority: Int)]
  ) -> [(id: UUID, priority: Int)] {
    var order = queues
    // Behind all others it is in nobody's way.
    guard let place = order.firstIndex(where: { $0.priority >= priority }) else { return [] }
    order.insert((id, priority), at: place)
    var last = 0
    var changed: [(id: UUID, priority: Int)] = []
    for queue in order {
      if queue.priority <= last {
        last += 1
        changed.append((queue.id, last))
      } else {
        last = queue.priority
      }
    }
    return changed.filter { $0.id != id }
  }
}
