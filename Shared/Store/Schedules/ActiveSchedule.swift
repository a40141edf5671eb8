internal import JSON
public import Models
internal import Postgres
public import Values

/// An active schedule with what the runs that it makes take from its deployment.
public struct ActiveSchedule: Sendable {
  public var id: UUID
  public var deploymentID: UUID
  /// Nil if what is stored is no schedule.
  public var schedule: Schedule?
  var updated: Timestamp
  var deploymentUpdated: Timestamp
  var parameters: RawJSON
  var tags: [String]
  var labels: RawJSON
  var slug: String?

  /// Reads a row of `SchedulingStatement.activeSchedules`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    deploymentID = try reader.uuid()
    deploymentUpdated = try reader.timestamp()
    let flowID = try reader.uuid()
    parameters = try reader.optionalRawJSON().presentObject
    tags = try ["auto-scheduled"] + reader.strings()
    labels = Labels.merge(
      try reader.optionalRawJSON().presentObject,
      [("prefect.flow.id", "\(flowID)"), ("prefect.deployment.id", "\(deploymentID)")], nil)
    id = try reader.uuid()
    updated = try reader.timestamp()
    schedule = Schedule(stored: try reader.rawJSON())
    parameters = parameters.overlaid(by: try reader.optionalRawJSON().presentObject)
    slug = try reader.optionalText()
  }

  var createdBy: CreatedBy {
    let name = slug.flatMap { $0.isEmpty ? nil : $0 } ?? schedule?.kindName
    return CreatedBy(id: id, type: "SCHEDULE", displayValue: name)
  }
}

/// A run that a schedule makes.
public struct ScheduledRun: Sendable {
  public var schedule: ActiveSchedule
  /// When it is due, with the offset of the schedule's zone at that moment.
  public var date: AnchorDate

  public init(schedule: ActiveSchedule, date: AnchorDate) {
    self.schedule = schedule
    self.date = date
  }

  /// What makes the run unique in its flow: the deployment, the schedule and the wall time.
  var idempotencyKey: String {
    "scheduled \(schedule.deploymentID) \(schedule.id) \(ScheduledRun.keyText(of: date))"
  }

  /// `2026-11-20 00:00:00-05:00`
  static func keyText(of date: AnchorDate) -> String {
    let local = Timestamp(microseconds: date.moment.microseconds + Int64(date.offset) * 1_000_000).text
    return local.dropLast().split(separator: "T").joined(separator: " ") + AnchorDate.text(ofOffset: date.offset)
  }

  /// The details of its first state: they have the time at its offset, and no run.
  var stateDetails: StateDetails {
    var details = StateDetails(scheduledTime: date.moment)
    details.scheduledTimeOffset = date.offset
    return details
  }
}
