internal import Postgres

/// The queue of actions (contract §6.8). A row belongs to whoever claimed it last: `holder` and `attempts` together say
/// which claim that was.
enum TriggeredActionStatement {
  /// The channel on which new rows are told.
  static let channel = "apus_action"

  /// A branch of a WITH list that queues actions, beginning with a comma; it takes the parameters from `count + 1` on: ids
  /// (uuid[]), automations (uuid[]), contents (jsonb[]). An action that is queued already stays as it is.
  ///
  /// - Parameter condition: What has to hold for it, as a query with a row.
  static func branch(after count: Int, where condition: StaticString? = nil) -> String {
    let holds = condition.map { "WHERE EXISTS (\($0))" } ?? ""
    return """
      , action AS (/* NOTIFY \(channel) */
        INSERT INTO apus.triggered_action (id, automation_id, content)
        SELECT a.* FROM unnest($\(count + 1)::uuid[], $\(count + 2)::uuid[], $\(count + 3)::jsonb[])
          AS a(id, automation_id, content)
        \(holds)
        ON CONFLICT (id) DO NOTHING
      )
      """
  }

  static let insert = Statement(
    "triggeredAction.insert",
    """
    WITH change AS (SELECT 1)\(branch(after: 0))
    SELECT 1 FROM change
    """, isRepeatable: true)

  /// Takes what is due for a while, the oldest first. SKIP LOCKED: what another one is about to claim is left to it.
  static let claim = Statement(
    "triggeredAction.claim",
    """
    WITH due AS (
      SELECT id FROM apus.triggered_action WHERE due <= clock_timestamp()
      ORDER BY due LIMIT $1 FOR UPDATE SKIP LOCKED
    )
    UPDATE apus.triggered_action a SET due = clock_timestamp() + $2, attempts = attempts + 1, holder = $3
    FROM due WHERE a.id = due.id
    RETURNING a.id, a.automation_id, a.attempts, a.content
    """)

  /// Ends an action together with its events, unless another one claimed it meanwhile.
  static let finish = Statement(
    "triggeredAction.finish",
    """
    WITH change AS (
      DELETE FROM apus.triggered_action WHERE id = $1 AND holder = $2 AND attempts = $3 RETURNING id
    )\(EventWrite.branches(after: 3))
    SELECT id FROM change
    """, isRepeatable: true)

  /// Gives an action back, to be tried again after a while.
  static let retry = Statement(
    "triggeredAction.retry",
    """
    UPDATE apus.triggered_action SET due = clock_timestamp() + $4, holder = NULL
    WHERE id = $1 AND holder = $2 AND attempts = $3
    RETURNING id
    """, isRepeatable: true)

  /// Takes an action for longer, unless another one claimed it meanwhile.
  static let renew = Statement(
    "triggeredAction.renew",
    """
    UPDATE apus.triggered_action SET due = clock_timestamp() + $4
    WHERE id = $1 AND holder = $2 AND attempts = $3
    RETURNING id
    """, isRepeatable: true)

  /// How many actions have not ended, counted up to a bound.
  static let count = Statement(
    "triggeredAction.count",
    "SELECT count(*) FROM (SELECT FROM apus.triggered_action LIMIT $1) a", isRepeatable: true)
}
