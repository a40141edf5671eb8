internal import JSON
internal import Models
internal import Postgres
internal import Values

/// The part of a statement that writes events beside the change they tell of.
///
/// A statement is `WITH change AS (…)` followed by `EventWrite.branches(after: n)`, where `n` is the number of its own
/// parameters. `values(for:)` gives the parameters from `n + 1` on.
enum EventWrite {
  /// How many parameters the branches take.
  static let parameterCount = 16

  /// The branches `event` and `event_resource` of the WITH list, beginning with a comma.
  ///
  /// - Parameter ids: A query for the ids of those events whose change took place; without it all are written if `change`
  ///   has a row.
  static func branches(after count: Int, of ids: StaticString? = nil) -> String {
    let p = (1...parameterCount).map { "$\(count + $0)" }
    let eventHolds = ids.map { "e.id IN (\($0))" } ?? "EXISTS (SELECT FROM change)"
    let resourceHolds = ids.map { "r.event_id IN (\($0))" } ?? "EXISTS (SELECT FROM change)"
    return """
      , event AS (/* NOTIFY apus_event */
        INSERT INTO events (id, occurred, event, resource_id, resource, related_resource_ids, related, payload, follows,
          received, recorded)
        SELECT e.*, \(p[9])::timestamptz, CURRENT_TIMESTAMP
        FROM unnest(\(p[0])::uuid[], \(p[1])::timestamptz[], \(p[2])::text[], \(p[3])::text[], \(p[4])::jsonb[],
          \(p[5])::jsonb[], \(p[6])::jsonb[], \(p[7])::jsonb[], \(p[8])::uuid[])
          AS e(id, occurred, event, resource_id, resource, related_resource_ids, related, payload, follows)
        WHERE \(eventHolds)
        ON CONFLICT (id) DO NOTHING
      ), event_resource AS (
        INSERT INTO event_resources (id, event_id, occurred, resource_id, resource_role, resource)
        SELECT r.* FROM unnest(\(p[10])::uuid[], \(p[11])::uuid[], \(p[12])::timestamptz[], \(p[13])::text[],
          \(p[14])::text[], \(p[15])::json[]) AS r(id, event_id, occurred, resource_id, resource_role, resource)
        WHERE \(resourceHolds)
      )
      """
  }

  /// The branches for exactly one event, written if `change` has a row; they cost the server less.
  ///
  /// `values(forOne:received:)` gives their parameters.
  static func branchesOfOne(after count: Int) -> String {
    let p = (1...5).map { "$\(count + eventColumns.count + $0)" }
    return """
      , told AS (\(ParameterRow.select(eventColumns, after: count))), event AS (/* NOTIFY apus_event */
        INSERT INTO events (id, occurred, event, resource_id, resource, related_resource_ids, related, payload, follows,
          received, recorded)
        SELECT e.*, CURRENT_TIMESTAMP FROM told e WHERE EXISTS (SELECT FROM change)
        ON CONFLICT (id) DO NOTHING
      ), event_resource AS (
        INSERT INTO event_resources (event_id, occurred, id, resource_id, resource_role, resource)
        SELECT r.event_id, e.occurred, r.id, r.resource_id, r.resource_role, r.resource
        FROM told e, unnest(\(p[0])::uuid[], \(p[1])::uuid[], \(p[2])::text[], \(p[3])::text[], \(p[4])::json[])
          AS r(event_id, id, resource_id, resource_role, resource)
        WHERE EXISTS (SELECT FROM change)
      )
      """
  }

  /// The same for the events of all callers of a statement that serves many. The branch `done` has the columns
  /// `eventColumns` of those that are written.
  ///
  /// `resourceValues(of:)` gives the parameters.
  static func branchesOfAll(after count: Int) -> String {
    let p = (1...5).map { "$\(count + $0)" }
    return """
      , event AS (/* NOTIFY apus_event */
        INSERT INTO events (id, occurred, event, resource_id, resource, related_resource_ids, related, payload, follows,
          received, recorded)
        SELECT \(eventColumns.map { "\($0.key)" }.joined(separator: ", ")), CURRENT_TIMESTAMP FROM done
        ON CONFLICT (id) DO NOTHING
      ), event_resource AS (
        INSERT INTO event_resources (event_id, occurred, id, resource_id, resource_role, resource)
        SELECT r.event_id, e.occurred, r.id, r.resource_id, r.resource_role, r.resource
        FROM unnest(\(p[0])::uuid[], \(p[1])::uuid[], \(p[2])::text[], \(p[3])::text[], \(p[4])::json[])
          AS r(event_id, id, resource_id, resource_role, resource)
        JOIN done e ON e.event_id = r.event_id
      )
      """
  }

  /// What an event is written with besides its resources.
  static let eventColumns: KeyValuePairs<StaticString, StaticString> = [
    "event_id": "uuid", "occurred": "timestamptz", "event": "text", "resource_id": "text", "resource": "jsonb",
    "related_resource_ids": "jsonb", "related": "jsonb", "payload": "jsonb", "follows": "uuid",
    "received": "timestamptz",
  ]

  static func values(forOne event: EmittedEvent, received: Timestamp) -> [SQLValue] {
    columnValues(of: event, received: received) + resourceValues(of: event)
  }

  /// The values of `eventColumns`.
  static func columnValues(of event: EmittedEvent, received: Timestamp) -> [SQLValue] {
    [
      .uuid(event.id), .timestamp(event.occurred), .text(event.event), .text(event.resource.id),
      .jsonb(EventColumns.resource(event)), .jsonb(EventColumns.relatedIDs(event)),
      .jsonb(EventColumns.related(event)), .jsonb(event.payload.bytes), .uuid(event.follows), .timestamp(received),
    ]
  }

  /// An event's resources: the event's id, ids of the rows, then what they hold.
  static func resourceValues(of event: EmittedEvent) -> [SQLValue] {
    let involved = [event.resource] + event.related
    return [
      .uuids(involved.map { _ in event.id }),
      .uuids(involved.map { _ in .timeOrdered(at: event.occurred) }), .texts(involved.map(\.id)),
      .texts([""] + event.related.map(\.role)),
      .jsons(involved.map(EventColumns.labels)),
    ]
  }

  static func values(for events: [EmittedEvent], received: Timestamp) -> [SQLValue] {
    var columns = EventColumns()
    for event in events { columns.append(event) }
    return columns.values(received: received)
  }
}

/// The columns of events and their resources, one array each.
struct EventColumns {
  private var ids: [UUID] = []
  private var occurred: [Timestamp] = []
  private var names: [String] = []
  private var resourceIDs: [String] = []
  private var resources: [[UInt8]] = []
  private var relatedIDs: [[UInt8]] = []
  private var related: [[UInt8]] = []
  private var payloads: [[UInt8]] = []
  private var follows: [UUID?] = []
  // Ids of rows, in the order of time: the database's own would be strewn over its index.
  private var involvedRows: [UUID] = []
  private var involvedEvents: [UUID] = []
  private var involvedOccurred: [Timestamp] = []
  private var involvedIDs: [String] = []
  private var involvedRoles: [String] = []
  private var involvedLabels: [[UInt8]] = []

  mutating func append(_ event: EmittedEvent) {
    ids.append(event.id)
    occurred.append(event.occurred)
    names.append(event.event)
    resourceIDs.append(event.resource.id)
    resources.append(EventColumns.resource(event))
    relatedIDs.append(EventColumns.relatedIDs(event))
    related.append(EventColumns.related(event))
    payloads.append(event.payload.bytes)
    follows.append(event.follows)
    for resource in [event.resource] + event.related {
      involvedRows.append(.timeOrdered(at: event.occurred))
      involvedEvents.append(event.id)
      involvedOccurred.append(event.occurred)
      involvedIDs.append(resource.id)
      involvedRoles.append(resource == event.resource ? "" : resource.role)
      involvedLabels.append(EventColumns.labels(resource))
    }
  }

  fileprivate static func resource(_ event: EmittedEvent) -> [UInt8] { json { event.resource.write(to: &$0) } }

  fileprivate static func relatedIDs(_ event: EmittedEvent) -> [UInt8] {
    json { $0.strings(event.related.map(\.id)) }
  }

  fileprivate static func related(_ event: EmittedEvent) -> [UInt8] {
    json { writer in
      writer.beginArray()
      for resource in event.related { resource.write(to: &writer) }
      writer.endArray()
    }
  }

  fileprivate static func labels(_ resource: EmittedEvent.Involved) -> [UInt8] {
    json { resource.writeOtherLabels(to: &$0) }
  }

  private static func json(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(reserving: 256)
    body(&writer)
    return writer.bytes
  }

  func values(received: Timestamp) -> [SQLValue] {
    [
      .uuids(ids), .timestamps(occurred), .texts(names), .texts(resourceIDs), .jsonbs(resources), .jsonbs(relatedIDs),
      .jsonbs(related), .jsonbs(payloads), .optionalUUIDs(follows), .timestamp(received),
      .uuids(involvedRows), .uuids(involvedEvents), .timestamps(involvedOccurred), .texts(involvedIDs),
      .texts(involvedRoles), .jsons(involvedLabels),
    ]
  }
}
