internal import JSON
internal import Models
internal import Values

/// A queue as an update leaves it, and what is told of that (contract §6.3, §7.9).
struct WorkQueueChange: Sendable {
  var changed: WorkQueue
  var events: [EmittedEvent] = []
  /// The priority that was asked for, for which others may have to move.
  var priority: Int?

  /// - Throws: `integrity` for null where the column takes none.
  init(_ queue: WorkQueue, _ update: WorkQueueUpdate, pool: EmittedEvent.Involved, at now: Timestamp)
    throws(DomainError)
  {
    changed = queue
    changed.updated = max(now, queue.updated + .microseconds(1))
    try WorkQueueChange.set(&changed.name, update.name)
    try WorkQueueChange.set(&changed.description, update.description)
    try WorkQueueChange.set(&changed.isPaused, update.isPaused)
    try WorkQueueChange.set(&changed.priority, update.priority)
    WorkQueueChange.set(&changed.concurrencyLimit, update.concurrencyLimit)
    WorkQueueChange.set(&changed.lastPolled, update.lastPolled)
    WorkQueueChange.set(&changed.filter, update.filter)
    priority = update.priority.value
    let subject = WorkQueueSubject(id: queue.id, name: changed.name, pool: pool)
    var changes = FieldChanges()
    changes.compare("name", queue.name, changed.name)
    changes.compare("description", queue.description, changed.description)
    changes.compare("concurrency_limit", queue.concurrencyLimit, changed.concurrencyLimit)
    changes.compare("priority", queue.priority, changed.priority)
    if !changes.isEmpty { events.append(subject.updatedEvent(changes, at: now)) }
    if let isPaused = update.isPaused.value, let status = WorkQueueChange.status(changed, isPaused: isPaused, at: now) {
      changed.status = status
      events.append(subject.event(status.eventName, at: now + .microseconds(1)))
    }
  }

  /// The status that follows from a change of `is_paused`; nil if it stays. Who was polled of late is ready at once.
  private static func status(_ queue: WorkQueue, isPaused: Bool, at now: Timestamp) -> WorkQueueStatus? {
    guard isPaused != (queue.status == .paused) else { return nil }
    if isPaused { return .paused }
    return WorkQueueHealth.isRecent(queue.lastPolled, at: now) ? .ready : .notReady
  }

  private static func set<Value>(_ member: inout Value, _ field: Field<Value>) throws(DomainError) {
    switch field {
    case .absent: break
    case .null: throw .integrity
    case .value(let value): member = value
    }
  }

  private static func set<Value>(_ member: inout Value?, _ field: Field<Value>) {
    switch field {
    case .absent: break
    case .null: member = nil
    case .value(let value): member = value
    }
  }
}
