internal import Postgres
internal import Values

/// The statements that take in clients' events.
///
/// They have no name and are planned each time: with the arrays' lengths in hand the planner joins well, where a kept plan
/// would be made for a table that was still empty.
enum EventIngestStatement {
  static let eventParameterCount = 16

  /// Events, each once by its id, with the resources of those that are new.
  private static let events = """
    event AS (/* NOTIFY apus_event */
      INSERT INTO events (id, occurred, event, resource_id, resource, related_resource_ids, related, payload, follows,
        received, recorded)
      SELECT e.*, CURRENT_TIMESTAMP
      FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::jsonb[],
        $8::jsonb[], $9::uuid[], $10::timestamptz[]) AS e
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), event_resource AS (
      INSERT INTO event_resources (event_id, occurred, resource_id, resource_role, resource, id)
      SELECT r.* FROM unnest($11::uuid[], $12::timestamptz[], $13::text[], $14::text[], $15::json[], $16::uuid[])
        AS r(event_id, occurred, resource_id, resource_role, resource, id)
      JOIN event ON event.id = r.event_id
    )
    """

  static let insertEvents = Statement("", "WITH \(events) SELECT count(*) FROM event", isRepeatable: true)

  /// The same, with the task runs they tell of.
  static let insertEventsAndTaskRuns = Statement(
    "",
    "WITH \(events), \(TaskRunRecording.branches(after: eventParameterCount)) \(TaskRunRecording.unrecorded)",
    isRepeatable: true)

  /// The task runs alone.
  static let recordTaskRuns = Statement(
    "", "WITH \(TaskRunRecording.branches(after: 0)) \(TaskRunRecording.unrecorded)", isRepeatable: true)

  static func values(_ events: [IngestedEvent]) -> [SQLValue] {
    let involved = events.flatMap { event in event.involved.map { (event, $0) } }
    return [
      .uuids(events.map(\.id)), .timestamps(events.map(\.occurred)), .texts(events.map(\.name)),
      .texts(events.map(\.resourceID)), .jsonbs(events.map(\.resource)), .jsonbs(events.map(\.relatedIDs)),
      .jsonbs(events.map(\.related)), .jsonbs(events.map(\.payload)), .optionalUUIDs(events.map(\.follows)),
      .timestamps(events.map(\.received)), .uuids(involved.map(\.0.id)), .timestamps(involved.map(\.0.occurred)),
      .texts(involved.map(\.1.id)), .texts(involved.map(\.1.role)), .jsons(involved.map(\.1.labels)),
      .uuids(involved.map { .timeOrdered(at: $0.0.occurred) }),
    ]
  }
}
