internal import JSON
public import Models
public import Values

/// An event on its way into the database: written out already, so that what waits in memory is compact.
public struct IngestedEvent: Sendable {
  public let id: UUID
  public let occurred: Timestamp
  public let received: Timestamp
  let name: String
  let follows: UUID?
  let resourceID: String
  let resource: [UInt8]
  let relatedIDs: [UInt8]
  let related: [UInt8]
  let payload: [UInt8]
  let involved: [Involved]
  /// What it says of a task run, if it is to be recorded as one.
  private(set) var taskRun: TaskRunRecord?
  /// About how much memory it takes.
  public let byteCount: Int

  /// The event alone; nil if it is that already.
  public var withoutTaskRun: IngestedEvent? {
    guard taskRun != nil else { return nil }
    var event = self
    event.taskRun = nil
    return event
  }

  struct Involved: Sendable {
    var id: String
    var role: String
    var labels: [UInt8]
  }

  public init(_ event: Event, received: Timestamp, taskRun: TaskRunRecord?) {
    id = event.id
    occurred = event.occurred
    self.received = received
    name = event.event
    follows = event.follows
    resourceID = event.resource.id
    resource = event.resource.json
    relatedIDs = RawJSON { $0.strings(event.related.map(\.id)) }.bytes
    related = RawJSON { $0.values(event.related) }.bytes
    payload = event.payload.bytes
    var involved = [
      Involved(id: event.resource.id, role: "", labels: RawJSON { event.resource.writeFurtherLabels(to: &$0) }.bytes)
    ]
    for resource in event.related {
      involved.append(
        Involved(
          id: resource.id, role: resource.role, labels: RawJSON { resource.writeFurtherLabels(to: &$0) }.bytes))
    }
    self.involved = involved
    self.taskRun = taskRun
    // The further labels and the task run repeat much of the rest.
    byteCount = 512 + 2 * (resource.count + related.count + relatedIDs.count) + 2 * payload.count
  }
}
