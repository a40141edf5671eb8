internal import Models
internal import Store
internal import Values

/// Puts events after those that they follow (contract §6.7).
enum PageOrder {
  /// What is further down a chain than events are waited for comes in the order in which it was given.
  ///
  /// - Parameter events: In the order in which they were committed.
  static func sorted(_ events: [ReceivedEvent]) -> [ReceivedEvent] {
    var remaining = Set(events.map(\.event.id))
    guard events.contains(where: { $0.event.follows.map(remaining.contains) == true }) else { return events }
    var placed: [ReceivedEvent] = []
    var waiting: [UUID: [ReceivedEvent]] = [:]
    func place(_ event: ReceivedEvent, _ depth: Int) {
      placed.append(event)
      remaining.remove(event.event.id)
      guard depth < EventOrderRepository.depth, let followers = waiting.removeValue(forKey: event.event.id) else {
        return
      }
      for follower in followers.sorted(by: { $0.event.occurred < $1.event.occurred }) { place(follower, depth + 1) }
    }
    for event in events {
      if let leader = event.event.follows, leader != event.event.id, remaining.contains(leader) {
        waiting[leader, default: []].append(event)
      } else {
        place(event, 0)
      }
    }
    // Those that follow one another in a circle, or too far down a chain.
    for event in events where remaining.contains(event.event.id) { place(event, EventOrderRepository.depth) }
    return placed
  }
}
