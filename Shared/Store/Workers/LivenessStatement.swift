internal import Postgres

/// Who fell silent. Each pass reads what may have changed, and writes what still has when it is locked; rows that another
/// replica has locked are its own business.
enum LivenessStatement {
  /// Workers whose last heartbeat is longer ago than so many of their intervals.
  static let silenceWorkers = Statement(
    "liveness.silenceWorkers",
    """
    WITH silent AS (
      SELECT w.id FROM worker w
      WHERE w.status = 'ONLINE'
        AND w.last_heartbeat_time < CURRENT_TIMESTAMP - $1 * COALESCE(make_interval(secs => w.heartbeat_interval_seconds), $2)
      ORDER BY w.id LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    UPDATE worker w SET status = 'OFFLINE', updated = CURRENT_TIMESTAMP FROM silent WHERE w.id = silent.id
    RETURNING w.id
    """)

  private static let hasNoWorker =
    "NOT EXISTS (SELECT FROM worker w WHERE w.work_pool_id = p.id AND w.status = 'ONLINE')"

  static let deserted = Statement(
    "liveness.desertedPools",
    """
    SELECT p.id, p.created, p.updated, p.name, p.type, p.status::text, p.last_status_event_id,
      p.last_transitioned_status_at
    FROM work_pool p WHERE p.status = 'READY' AND \(hasNoWorker) ORDER BY p.id LIMIT $1
    """, isRepeatable: true)

  static let desertPools = Statement(
    "liveness.desertPools",
    """
    WITH target AS (
      SELECT p.id, i.event_id FROM unnest($1::uuid[], $2::uuid[]) AS i(id, event_id) JOIN work_pool p ON p.id = i.id
      WHERE p.status = 'READY' AND \(hasNoWorker) ORDER BY p.id FOR UPDATE OF p SKIP LOCKED
    ), change AS (
      UPDATE work_pool p SET status = 'NOT_READY', last_status_event_id = target.event_id,
        last_transitioned_status_at = $3, updated = $3
      FROM target WHERE p.id = target.id
      RETURNING target.event_id
    )\(EventWrite.branches(after: 3, of: "SELECT event_id FROM change"))
    SELECT event_id FROM change
    """)

  private static let isUnpolledQueue = "q.status = 'READY' AND q.last_polled < CURRENT_TIMESTAMP - $1"

  static let unpolledQueues = Statement(
    "liveness.unpolledQueues",
    """
    SELECT q.id, q.name, p.id, p.name, p.type FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id
    WHERE \(isUnpolledQueue) ORDER BY q.id LIMIT $2
    """, isRepeatable: true)

  static let markQueues = Statement(
    "liveness.markQueues",
    """
    WITH target AS (
      SELECT q.id, i.event_id FROM unnest($2::uuid[], $3::uuid[]) AS i(id, event_id) JOIN work_queue q ON q.id = i.id
      WHERE \(isUnpolledQueue) ORDER BY q.id FOR UPDATE OF q SKIP LOCKED
    ), change AS (
      UPDATE work_queue q SET status = 'NOT_READY', updated = CURRENT_TIMESTAMP
      FROM target WHERE q.id = target.id
      RETURNING target.event_id
    )\(EventWrite.branches(after: 3, of: "SELECT event_id FROM change"))
    SELECT event_id FROM change
    """)

  private static let isUnpolledDeployment = """
    d.status = 'READY' AND d.last_polled < CURRENT_TIMESTAMP - $1 AND NOT EXISTS (
      SELECT FROM work_queue dq WHERE dq.id = d.work_queue_id AND dq.last_polled >= CURRENT_TIMESTAMP - $1)
    """

  static let unpolledDeployments = Statement(
    "liveness.unpolledDeployments",
    """
    SELECT \(DeploymentSubject.columns.text) FROM \(DeploymentSubject.joins.text)
    WHERE \(isUnpolledDeployment) ORDER BY d.id LIMIT $2
    """, isRepeatable: true)

  /// `updated` stays, or the scheduler would look at the deployments again.
  static let markDeployments = Statement(
    "liveness.markDeployments",
    """
    WITH target AS (
      SELECT d.id, i.event_id FROM unnest($2::uuid[], $3::uuid[]) AS i(id, event_id) JOIN deployment d ON d.id = i.id
      WHERE \(isUnpolledDeployment) ORDER BY d.id FOR UPDATE OF d SKIP LOCKED
    ), change AS (
      UPDATE deployment d SET status = 'NOT_READY' FROM target WHERE d.id = target.id
      RETURNING target.event_id
    )\(EventWrite.branches(after: 3, of: "SELECT event_id FROM change"))
    SELECT event_id FROM change
    """)
}
