internal import Models
internal import Values

/// What the events of one batch say of one task run together, as if they had come one by one.
struct TaskRunRecordGroup: Sendable {
  private(set) var record: TaskRunRecord
  private(set) var states: [Told]

  /// A state with the event that told of it.
  struct Told: Sendable {
    var eventID: UUID
    var received: Timestamp
    var state: State
  }

  init(_ record: TaskRunRecord, of event: UUID, received: Timestamp) {
    self.record = record
    states = [Told(eventID: event, received: received, state: record.state)]
  }

  /// Takes in the next event's record: a newer one changes what it carries, an older one only adds its state.
  mutating func add(_ next: TaskRunRecord, of event: UUID, received: Timestamp) {
    var state = next.state
    // Told under another id, it is of the same run.
    if state.details.taskRunID == next.id { state.details.taskRunID = record.id }
    states.append(Told(eventID: event, received: received, state: state))
    guard record.state.timestamp < next.state.timestamp else { return }
    let before = record
    record = next
    record.id = before.id
    record.name = next.name ?? before.name
    record.runCount = next.runCount ?? before.runCount
    record.flowRunRunCount = next.flowRunRunCount ?? before.flowRunRunCount
    record.totalRunTime = next.totalRunTime ?? before.totalRunTime
    record.policy = next.policy ?? before.policy
    record.tags = next.tags ?? before.tags
    record.taskInputs = next.taskInputs ?? before.taskInputs
    record.labels = next.labels.orElse(before.labels)
    record.cacheKey = next.cacheKey.orElse(before.cacheKey)
    record.cacheExpiration = next.cacheExpiration.orElse(before.cacheExpiration)
    record.taskVersion = next.taskVersion.orElse(before.taskVersion)
    record.expectedStartTime = next.expectedStartTime.orElse(before.expectedStartTime)
    record.nextScheduledStartTime = next.nextScheduledStartTime.orElse(before.nextScheduledStartTime)
    record.startTime = next.startTime.orElse(before.startTime)
    record.endTime = next.endTime.orElse(before.endTime)
  }
}

extension Field {
  fileprivate func orElse(_ other: Field) -> Field {
    isPresent ? self : other
  }
}
