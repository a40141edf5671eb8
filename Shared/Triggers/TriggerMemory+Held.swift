internal import Models
internal import Values

/// Events are held for windows that open later (contract §10): those of one key may be evaluated in any order, so one that is
/// expected may come before the one that opens its window.
extension TriggerMemory {
  /// How long events are held: one may wait for the event that it follows, and then open a window over those before it.
  public static let heldRetention: Duration = TriggerEvaluation.lookback * 2

  /// Holds an event, and drops those that are too old and those that no window needs.
  ///
  /// - Returns: Whether it is new: one that is held has been counted.
  mutating func hold(_ event: Event, under key: BucketKey, for trigger: EventTrigger) -> Bool {
    var events = held[key] ?? []
    guard !events.contains(where: { $0.event == event.id }) else { return false }
    events.append(HeldEvent(event: event.id, occurred: event.occurred))
    // Measured from the newest one, or events that come newest first would never be dropped.
    let newest = events.map(\.occurred).max() ?? event.occurred
    let horizon = newest - max(TriggerMemory.heldRetention, trigger.within)
    events.removeAll { $0.occurred < horizon }
    held[key] = TriggerMemory.trimmed(events, aroundSlotOf: event.occurred, for: trigger)
    return true
  }

  /// Of the events in the slot of a moment the first and the last, as many as the threshold of each. A window that begins in
  /// one slot and ends in the next counts that many of them or all that there are, and more make no difference.
  private static func trimmed(
    _ events: [HeldEvent], aroundSlotOf moment: Timestamp, for trigger: EventTrigger
  ) -> [HeldEvent] {
    let start = slotStart(moment, width: trigger.within)
    let slot = start..<max(start, start + trigger.within)
    let inSlot = events.filter { slot.contains($0.occurred) }.sorted {
      $0.occurred == $1.occurred ? $0.event < $1.event : $0.occurred < $1.occurred
    }
    let kept = max(0, trigger.threshold)
    let needless = Set(inSlot.dropFirst(kept).dropLast(kept).map(\.event))
    return events.filter { !needless.contains($0.event) }
  }

  /// The start of the slot of a moment; slots are aligned to 1970.
  private static func slotStart(_ moment: Timestamp, width: Duration) -> Timestamp {
    let width = max(1, width.wholeMicroseconds)
    let rest = moment.microseconds % width
    return Timestamp(microseconds: moment.microseconds - (rest < 0 ? rest + width : rest))
  }

  /// How many held events occurred in a window whose end is exclusive.
  func heldCount(from start: Timestamp, to end: Timestamp, under key: BucketKey) -> Int {
    (held[key] ?? []).count { start <= $0.occurred && $0.occurred < end }
  }
}
