internal import Models
internal import Postgres
internal import Values

/// What is said of a deployment in events (contract §6.3).
struct DeploymentSubject: Sendable {
  var id: UUID
  var name: String
  var related: [EmittedEvent.Involved]

  /// The columns in the order in which `init(reader:)` reads them.
  static let columns: SQLText = """
    d.id, d.name, f.id, f.name, q.id, q.name, p.id, p.name, p.type, d.storage_document_id,
    d.infrastructure_document_id, d.concurrency_limit_id
    """

  static let joins: SQLText = """
    deployment d
    JOIN flow f ON f.id = d.flow_id
    LEFT JOIN work_queue q ON q.id = d.work_queue_id
    LEFT JOIN work_pool p ON p.id = q.work_pool_id
    """

  init(reader: inout RowReader) throws(DatabaseError) {
    id = try reader.uuid()
    name = try reader.text()
    related = []
    if let flow = try reader.involved("prefect.flow", role: "flow") { related.append(flow) }
    if let queue = try reader.involved("prefect.work-queue", role: "work-queue") { related.append(queue) }
    let pool = try reader.involved("prefect.work-pool", role: "work-pool")
    let type = try reader.optionalText()
    if var pool {
      pool.labels.append(.init("prefect.work-pool.type", type ?? ""))
      related.append(pool)
    }
    let others: [(StaticString, String)] = [
      ("prefect.block-document", "storage"), ("prefect.block-document", "infrastructure"),
      ("prefect.concurrency-limit", "concurrency-limit"),
    ]
    for (kind, role) in others {
      if let id = try reader.optionalUUID() { related.append(.init(kind: kind, id: id, role: role, name: nil)) }
    }
  }

  func event(_ verb: StaticString, id eventID: UUID? = nil, at moment: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: eventID ?? .timeOrdered(at: moment), occurred: moment, event: "prefect.deployment.\(verb)",
      resource: .init(kind: "prefect.deployment", id: id, role: "", name: name), related: related)
  }

  func updatedEvent(_ changes: FieldChanges, at moment: Timestamp) -> EmittedEvent {
    var event = event("updated", at: moment)
    event.payload = changes.payload
    return event
  }
}

extension RowReader {
  /// Reads an id and a name; nil where the id is NULL.
  fileprivate mutating func involved(
    _ kind: StaticString, role: String
  ) throws(DatabaseError) -> EmittedEvent.Involved? {
    let id = try optionalUUID()
    let name = try optionalText()
    return id.map { .init(kind: kind, id: $0, role: role, name: name) }
  }
}
