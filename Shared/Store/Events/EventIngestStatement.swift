internal import Postgres
internal import Values

/// The statements that take in clients' events.
///
/// To plan them takes as long as to store forty events, so a few are stored by a statement whose plan is kept. It compares
/// each with each; of many events that would be too much, and what stores them has no name and is planned each time, with the
/// arrays' lengths in hand.
enum EventIngestStatement {
  static let eventParameterCount = 16

  /// Up to so many events or task runs are few.
  private static let few = 128

  /// Settings of a session that keeps plans: they are made while tables are small and serve them when they are large.
  static let sessionSettings = ["enable_seqscan": "off"]

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

  /// Stores a number of events.
  static func insertEvents(_ count: Int) -> Statement { count <= few ? insertFew : insertMany }

  /// The same, with the task runs they tell of.
  static func insertEventsAndTaskRuns(_ count: Int) -> Statement { count <= few ? recordFew : recordMany }

  /// The task runs alone, of a number of events.
  static func recordTaskRuns(_ count: Int) -> Statement { count <= few ? recordFewAlone : recordTaskRunsPlanned }

  static let insertFew = Statement("eventIngest.insertFew", insertion, isRepeatable: true)
  private static let insertMany = Statement("", insertion, isRepeatable: true)
  private static let insertion = "WITH \(events) SELECT count(*) FROM event"

  static let recordFew = Statement("eventIngest.recordFew", recording, isRepeatable: true)
  private static let recordMany = Statement("", recording, isRepeatable: true)
  private static let recording = """
    WITH \(events), \(TaskRunRecording.branches(after: eventParameterCount)) \(TaskRunRecording.unrecorded)
    """

  static let recordFewAlone = Statement("eventIngest.recordFewAlone", recordingAlone, isRepeatable: true)
  /// The task runs alone, planned each time: for sessions that have not `sessionSettings`, too.
  static let recordTaskRunsPlanned = Statement("", recordingAlone, isRepeatable: true)
  private static let recordingAlone = "WITH \(TaskRunRecording.branches(after: 0)) \(TaskRunRecording.unrecorded)"

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
