internal import Models
internal import Values

/// The events about pools and their queues (contract §6.3).
extension WorkPool {
  /// `created` and `deleted`.
  func event(_ verb: StaticString, at moment: Timestamp) -> EmittedEvent {
    var related: [EmittedEvent.Involved] = []
    if let defaultQueueID {
      related.append(.init(kind: "prefect.work-queue", id: defaultQueueID, role: "default-queue", name: nil))
    }
    if let block = storage.defaultResultStorageBlockID {
      related.append(.init(kind: "prefect.block-document", id: block, role: "result-storage", name: nil))
    }
    return EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.work-pool.\(verb)", resource: involved(),
      related: related)
  }

  func updatedEvent(_ changes: FieldChanges, at moment: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.work-pool.updated", resource: involved(),
      payload: changes.payload)
  }

  /// Tells of the status it has; follows the event about the one before if that is not long ago.
  func statusEvent(_ status: WorkPoolStatus, id: UUID, at moment: Timestamp) -> EmittedEvent {
    let isRecent = lastTransitionedStatusAt.map { moment - $0 < .seconds(600) } ?? false
    return EmittedEvent(
      id: id, occurred: moment, event: "prefect.work-pool.\(status.eventName)", resource: involved(role: ""),
      follows: isRecent ? lastStatusEventID : nil)
  }

  func involved(role: String = "work-pool") -> EmittedEvent.Involved {
    WorkPool.involved(id: id, name: name, type: type, role: role)
  }

  static func involved(id: UUID, name: String, type: String, role: String = "work-pool") -> EmittedEvent.Involved {
    .init(kind: "prefect.work-pool", id: id, role: role, name: name, also: [.init("prefect.work-pool.type", type)])
  }
}

/// What is said of a queue in events.
struct WorkQueueSubject: Sendable {
  var id: UUID
  var name: String
  /// Its pool as a related resource.
  var pool: EmittedEvent.Involved

  func event(_ verb: StaticString, id eventID: UUID? = nil, at moment: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: eventID ?? .timeOrdered(at: moment), occurred: moment, event: "prefect.work-queue.\(verb)",
      resource: .init(kind: "prefect.work-queue", id: id, role: "work-queue", name: name), related: [pool])
  }

  func updatedEvent(_ changes: FieldChanges, at moment: Timestamp) -> EmittedEvent {
    var event = event("updated", at: moment)
    event.payload = changes.payload
    return event
  }
}
