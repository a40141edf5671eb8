internal import Postgres

enum PollingStatement {
  /// Whether a run is not one whose deployment is deleted: nobody can run that any more.
  private static func canBeOffered(_ run: StaticString) -> String {
    "(\(run).deployment_id IS NULL OR EXISTS (SELECT FROM deployment rd WHERE rd.id = \(run).deployment_id))"
  }

  /// Deployments without a free slot, whose runs wait for one rather than being cancelled. A worker can do nothing with
  /// these runs but be told to wait, so they are offered behind all others: they must not fill the page that it asks for.
  private static let fullDeployments = """
    full_deployment AS MATERIALIZED (
      SELECT fd.id FROM concurrency_limit_v2 l JOIN deployment fd ON fd.concurrency_limit_id = l.id
      WHERE l.active AND l.active_slots >= l."limit"
        AND COALESCE(fd.concurrency_options ->> 'collision_strategy', 'ENQUEUE') = 'ENQUEUE'
    )
    """

  /// Whether a run can start as far as its deployment is concerned, or has to wait. Without full deployments nothing is
  /// read for those that wait. The sub-select is not to become a join, so that the runs are read in the order of their time.
  private static func isOf(_ run: StaticString, waiting: Bool) -> String {
    waiting
      ? """
      (SELECT count(*) > 0 FROM full_deployment)
            AND (\(run).deployment_id IN (SELECT id FROM full_deployment)) IS TRUE
      """ : "COALESCE(\(run).deployment_id NOT IN (SELECT id FROM full_deployment), true)"
  }

  static let runsOfDeployments = Statement(
    "polling.runsOfDeployments",
    """
    WITH \(fullDeployments), candidate AS (
      \(dueOfDeployments(waiting: false)) UNION ALL \(dueOfDeployments(waiting: true))
    ), chosen AS (
      SELECT * FROM candidate ORDER BY waits, next_scheduled_start_time, id LIMIT $3
    )
    SELECT \(FlowRunColumns.list.text)
    FROM chosen c JOIN flow_run r ON r.id = c.id
    \(joinsOfDue)
    ORDER BY c.waits, c.next_scheduled_start_time, c.id
    """, isRepeatable: true)

  private static func dueOfDeployments(waiting: Bool) -> String {
    """
    (SELECT r.id, r.next_scheduled_start_time, \(waiting) AS waits FROM flow_run r
        WHERE r.deployment_id = ANY($1) AND r.state_type = 'SCHEDULED' AND \(canBeOffered("r"))
          AND ($2::timestamptz IS NULL OR r.next_scheduled_start_time <= $2) AND \(isOf("r", waiting: waiting))
        ORDER BY r.next_scheduled_start_time, r.id LIMIT $3)
    """
  }

  /// A row for each queue of a pool, or one without any, behind whether the pool or one of its queues has a limit.
  static let queues = Statement(
    "polling.queues",
    """
    SELECT p.id, p.concurrency_limit IS NOT NULL OR COALESCE(bool_or(q.concurrency_limit IS NOT NULL) OVER (), false),
      q.id, q.name
    FROM work_pool p LEFT JOIN work_queue q ON q.work_pool_id = p.id
    WHERE p.name = $1 ORDER BY q.priority, q.id
    """, isRepeatable: true)

  /// The runs of a queue `q` of a pool that are due, the first due first.
  private static func due(waiting: Bool) -> String {
    """
    SELECT r.id, r.next_scheduled_start_time FROM flow_run r
        WHERE r.work_queue_id = q.id AND r.state_type = 'SCHEDULED' AND \(canBeOffered("r"))
          AND ($4::timestamptz IS NULL OR r.next_scheduled_start_time <= $4)
          AND ($5::timestamptz IS NULL OR r.next_scheduled_start_time >= $5)
          AND (r.empirical_policy ->> 'retry_type') IS DISTINCT FROM 'in_process'
          AND \(isOf("r", waiting: waiting))
        ORDER BY r.next_scheduled_start_time, r.id
    """
  }

  private static let joinsOfDue = """
    LEFT JOIN flow_run_state s ON s.id = r.state_id
    LEFT JOIN artifact a ON a.id = s.result_artifact_id
    LEFT JOIN work_queue q ON q.id = r.work_queue_id
    LEFT JOIN work_pool p ON p.id = q.work_pool_id
    """

  /// Runs of a pool without limits, the first queues first. Rows that another poll is looking at are left to it.
  static let runsOfPool = Statement(
    "polling.runsOfPool",
    """
    WITH \(fullDeployments), startable AS (
      \(dueOfPool(waiting: false))
    ), waiting AS (
      \(dueOfPool(waiting: true))
    ), chosen AS (
      SELECT * FROM (SELECT * FROM startable UNION ALL SELECT * FROM waiting) c
      ORDER BY waits, priority, next_scheduled_start_time, id LIMIT LEAST($6, 1000)
    )
    SELECT c.queue_id, \(FlowRunColumns.list.text)
    FROM chosen c JOIN flow_run r ON r.id = c.id
    \(joinsOfDue)
    ORDER BY c.waits, c.priority, c.next_scheduled_start_time, c.id
    """)

  /// Runs that wait are looked for only as far as the others leave room.
  private static func dueOfPool(waiting: Bool) -> String {
    let room = waiting ? "GREATEST(0, LEAST($6, 1000) - (SELECT count(*) FROM startable))" : "LEAST($6, 1000)"
    return """
      SELECT q.id AS queue_id, q.priority, c.id, c.next_scheduled_start_time, \(waiting) AS waits
        FROM work_pool wp JOIN work_queue q ON q.work_pool_id = wp.id
        CROSS JOIN LATERAL (
          \(due(waiting: waiting))
          LIMIT \(room)
          FOR UPDATE OF r SKIP LOCKED
        ) c
        WHERE wp.id = $1 AND NOT wp.is_paused AND NOT q.is_paused AND (NOT $3 OR q.id = ANY($2))
      """
  }

  /// Runs within the free slots of each queue, then within those of the pool, then within the request's limit.
  ///
  /// They are chosen before any is locked: polls at the same time choose the same runs and divide them, where each would
  /// otherwise skip the runs of the other and fill the free slots with its own.
  static let runsOfLimitedPool = Statement(
    "polling.runsOfLimitedPool",
    """
    WITH \(fullDeployments), pool AS (
      SELECT wp.id, \(QueueCapacityStatement.free("wp.concurrency_limit", QueueCapacityStatement.activeInPool("wp.id"))) AS free
      FROM work_pool wp WHERE wp.id = $1 AND NOT wp.is_paused
    ), queue AS MATERIALIZED (
      SELECT q.id, q.priority, GREATEST(0, LEAST(1000, \(
        QueueCapacityStatement.free("q.concurrency_limit", QueueCapacityStatement.activeInQueue("q.id"))))) AS free
      FROM pool JOIN work_queue q ON q.work_pool_id = pool.id
      WHERE NOT q.is_paused AND (NOT $3 OR q.id = ANY($2))
    ), candidate AS (
      SELECT q.id AS queue_id, q.priority, q.free, c.id, c.next_scheduled_start_time, c.waits,
        row_number() OVER (PARTITION BY q.id ORDER BY c.waits, c.next_scheduled_start_time, c.id) AS place
      FROM queue q
      CROSS JOIN LATERAL (
        (SELECT s.*, false AS waits FROM (\(due(waiting: false)) LIMIT q.free) s)
        UNION ALL
        (SELECT s.*, true AS waits FROM (\(due(waiting: true)) LIMIT q.free) s)
      ) c
    ), chosen AS MATERIALIZED (
      SELECT * FROM candidate WHERE place <= free ORDER BY waits, priority, next_scheduled_start_time, id
      LIMIT GREATEST(0, LEAST($6, 1000, (SELECT free FROM pool)))
    )
    SELECT c.queue_id, \(FlowRunColumns.list.text)
    FROM chosen c JOIN flow_run r ON r.id = c.id AND r.state_type = 'SCHEDULED'
    \(joinsOfDue)
    ORDER BY c.waits, c.priority, c.next_scheduled_start_time, c.id
    FOR UPDATE OF r SKIP LOCKED
    """)

  /// What is left of the limit of a queue `wq`, or of the request's.
  private static func freeSlots(_ isHolder: String) -> String {
    """
    GREATEST(0, LEAST($3, wq.concurrency_limit - CASE WHEN wq.concurrency_limit IS NULL THEN 0 ELSE (
      SELECT count(*) FROM flow_run sr WHERE \(isHolder)) END))
    """
  }

  /// A row for each run that an agent may take from a queue, which runs know by its name; one row of nulls, and whether
  /// the queue is of the old kind, without any.
  static let runsOfQueue = Statement(
    "polling.runsOfQueue",
    """
    SELECT COALESCE(wq.filter, 'null') <> 'null', \(FlowRunColumns.list.text)
    FROM work_queue wq
    LEFT JOIN LATERAL (
      SELECT dr.id FROM flow_run dr
      WHERE NOT wq.is_paused AND COALESCE(wq.filter, 'null') = 'null'
        AND dr.work_queue_name = wq.name AND dr.state_type = 'SCHEDULED' AND \(canBeOffered("dr"))
        AND ($2::timestamptz IS NULL OR dr.next_scheduled_start_time <= $2)
      ORDER BY dr.next_scheduled_start_time, dr.id
      LIMIT \(freeSlots("sr.work_queue_name = wq.name AND sr.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')"))
    ) due ON TRUE
    LEFT JOIN flow_run r ON r.id = due.id
    \(joinsOfDue)
    WHERE wq.id = $1
    ORDER BY r.next_scheduled_start_time, r.id
    """, isRepeatable: true)

  /// Whether a run is one that the filter of a queue `wq` of old describes.
  private static func isDescribed(_ run: String) -> String {
    """
    \(run).deployment_id IS NOT NULL
      AND \(run).tags @> COALESCE(NULLIF(wq.filter -> 'tags', 'null'), '[]')
      AND (COALESCE(wq.filter -> 'deployment_ids', 'null') = 'null'
        OR wq.filter -> 'deployment_ids' @> to_jsonb(\(run).deployment_id::text))
    """
  }

  static let runsOfOldQueue = Statement(
    "polling.runsOfOldQueue",
    """
    SELECT \(FlowRunColumns.list.text)
    FROM work_queue wq
    CROSS JOIN LATERAL (
      SELECT dr.id FROM flow_run dr
      WHERE NOT wq.is_paused AND dr.state_type = 'SCHEDULED' AND \(isDescribed("dr"))
        AND \(canBeOffered("dr"))
        AND ($2::timestamptz IS NULL OR dr.next_scheduled_start_time <= $2)
      ORDER BY dr.next_scheduled_start_time, dr.id
      LIMIT \(freeSlots("sr.state_type IN ('PENDING', 'RUNNING') AND \(isDescribed("sr"))"))
    ) due
    JOIN flow_run r ON r.id = due.id
    \(joinsOfDue)
    WHERE wq.id = $1
    ORDER BY r.next_scheduled_start_time, r.id
    """, isRepeatable: true)

  static let isUnmarked = Statement(
    "polling.isUnmarked",
    """
    SELECT EXISTS (
      SELECT FROM work_queue q WHERE q.id = ANY($1) AND (q.status = 'NOT_READY' OR q.last_polled IS NULL)
    ) OR EXISTS (
      SELECT FROM deployment d
      WHERE (d.work_queue_id = ANY($1) OR d.id = ANY($2)) AND (d.status = 'NOT_READY' OR d.last_polled IS NULL)
    )
    """, isRepeatable: true)

  static let unreadyDeployments = Statement(
    "polling.unreadyDeployments",
    """
    SELECT \(DeploymentSubject.columns.text) FROM \(DeploymentSubject.joins.text)
    WHERE (d.id = ANY($1) OR d.work_queue_id = ANY($2)) AND d.status = 'NOT_READY'
    """, isRepeatable: true)

  /// `updated` stays, or the scheduler would look at the deployments again.
  static let markDeployments = Statement(
    "polling.markDeployments",
    """
    WITH target AS (
      SELECT d.id, d.status, i.event_id FROM deployment d
      LEFT JOIN unnest($4::uuid[], $5::uuid[]) AS i(id, event_id) ON i.id = d.id
      WHERE d.id = ANY($1) OR d.work_queue_id = ANY($2)
      -- As in `markQueues`.
      ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
    ), change AS (
      UPDATE deployment d SET status = 'READY', last_polled = $3 FROM target WHERE d.id = target.id
      RETURNING CASE WHEN target.status = 'NOT_READY' THEN target.event_id END AS event_id
    )\(EventWrite.branches(after: 5, of: "SELECT event_id FROM change WHERE event_id IS NOT NULL"))
    SELECT event_id FROM change
    """)

  static let unreadyQueues = Statement(
    "polling.unreadyQueues",
    """
    SELECT q.id, q.name, p.id, p.name, p.type FROM work_queue q JOIN work_pool p ON p.id = q.work_pool_id
    WHERE q.id = ANY($1) AND q.status = 'NOT_READY'
    """, isRepeatable: true)

  static let markQueues = Statement(
    "polling.markQueues",
    """
    WITH target AS (
      SELECT q.id, q.status, i.event_id FROM work_queue q
      LEFT JOIN unnest($3::uuid[], $4::uuid[]) AS i(id, event_id) ON i.id = q.id
      WHERE q.id = ANY($1)
      -- Polls at the same time would wait for, and deadlock on, the few rows that all of them mark.
      ORDER BY q.id FOR NO KEY UPDATE OF q SKIP LOCKED
    ), change AS (
      UPDATE work_queue q SET last_polled = $2, updated = $2,
        status = CASE WHEN q.status = 'NOT_READY' THEN 'READY' ELSE q.status END
      FROM target WHERE q.id = target.id
      RETURNING CASE WHEN target.status = 'NOT_READY' THEN target.event_id END AS event_id
    )\(EventWrite.branches(after: 4, of: "SELECT event_id FROM change WHERE event_id IS NOT NULL"))
    SELECT event_id FROM change
    """)
}
