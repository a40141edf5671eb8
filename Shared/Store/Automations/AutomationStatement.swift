internal import Postgres

/// Each change tells those who hold automations in memory, as the reference's servers do (contract §6.4).
enum AutomationStatement {
  /// The columns in the order in which `Automation.init(row:)` reads them.
  static let columns: SQLText =
    "a.id, a.created, a.updated, a.name, a.description, a.enabled, a.tags, a.trigger, a.actions, a.actions_on_trigger, a.actions_on_resolve"

  static let read = Statement(
    "automation.read", "SELECT \(columns.text) FROM automation a WHERE a.id = $1", isRepeatable: true)

  /// On which Prefect's servers tell of changes, and listen.
  static let channel = "prefect_automation_changes"

  static let listEnabled = Statement(
    "automation.listEnabled", "SELECT \(columns.text) FROM automation a WHERE a.enabled", isRepeatable: true)

  static let version = Statement(
    "automation.version", "SELECT count(*), max(updated) FROM automation", isRepeatable: true)

  static let thoroughVersion = Statement(
    "automation.thoroughVersion",
    "SELECT count(*), max(updated), COALESCE(sum(hashtext(id::text || updated::text)), 0)::int8 FROM automation",
    isRepeatable: true)

  /// Those that name a resource, by its id: they act on it, or it owns them.
  static let related = Statement(
    "automation.related",
    """
    SELECT \(columns.text)
    FROM automation a
    WHERE EXISTS (SELECT 1 FROM automation_related_resource r WHERE r.automation_id = a.id AND r.resource_id = $1)
    ORDER BY a.created, a.id
    """, isRepeatable: true)

  /// Makes an automation, and a row for each resource that it names; `$12` are their ids and `$13` tells which own it.
  static let insert = Statement(
    "automation.insert",
    """
    WITH change AS (
      INSERT INTO automation (id, created, updated, name, description, enabled, tags, trigger, actions,
        actions_on_trigger, actions_on_resolve)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      RETURNING id
    ), related AS (
      INSERT INTO automation_related_resource (automation_id, resource_id, automation_owned_by_resource, created, updated)
      SELECT $1, r.id, r.is_owner, $2, $2 FROM unnest($12::text[], $13::bool[]) AS r(id, is_owner)
    )\(EventWrite.branches(after: 13))
    SELECT id, \(notice("created")) FROM change
    """)

  /// Writes all of a row that nobody changed since it was read; `$12` are the deployments that it acts on now.
  static let update = Statement(
    "automation.update",
    """
    WITH change AS (
      UPDATE automation SET updated = $3, name = $4, description = $5, enabled = $6, tags = $7, trigger = $8,
        actions = $9, actions_on_trigger = $10, actions_on_resolve = $11
      WHERE id = $1 AND updated = $2
      RETURNING id
    ), unrelated AS (
      DELETE FROM automation_related_resource r USING change
      WHERE r.automation_id = change.id AND r.resource_id LIKE 'prefect.deployment.%'
        AND NOT r.automation_owned_by_resource AND r.resource_id <> ALL ($12::text[])
    ), related AS (
      INSERT INTO automation_related_resource (automation_id, resource_id, created, updated)
      SELECT change.id, r.id, $3, $3 FROM change, unnest($12::text[]) AS r(id)
      ON CONFLICT (automation_id, resource_id) DO UPDATE SET updated = EXCLUDED.updated
    )\(EventWrite.branches(after: 12))
    SELECT id, \(notice("updated")) FROM change
    """)

  static let setEnabled = Statement(
    "automation.setEnabled",
    """
    WITH change AS (
      UPDATE automation SET updated = $3, enabled = $4 WHERE id = $1 AND updated = $2 RETURNING id
    )\(EventWrite.branches(after: 4))
    SELECT id, \(notice("updated")) FROM change
    """)

  /// What belongs to it goes with it by the foreign keys.
  static let delete = Statement(
    "automation.delete",
    """
    WITH change AS (
      DELETE FROM automation WHERE id = $1 AND updated = $2 RETURNING id
    )\(EventWrite.branches(after: 2))
    SELECT id, \(notice("deleted")) FROM change
    """)

  /// Those that a resource owns and that were made up to a moment; no event tells of it. They are locked in the order of
  /// their ids, so that two who do the same wait for each other instead of for ever.
  static let deleteOwned = Statement(
    "automation.deleteOwned",
    """
    WITH owned AS MATERIALIZED (
      SELECT a.id FROM automation a
      WHERE a.created <= $2 AND a.id IN (
        SELECT r.automation_id FROM automation_related_resource r
        WHERE r.resource_id = $1 AND r.automation_owned_by_resource)
      ORDER BY a.id FOR UPDATE
    ), change AS (
      DELETE FROM automation a USING owned WHERE a.id = owned.id RETURNING a.id
    )
    SELECT id, \(notice("deleted")) FROM change
    """)

  /// Tells of each row of `change`.
  private static func notice(_ verb: StaticString) -> String {
    "pg_notify('\(channel)', json_build_object('automation_id', id, 'event_type', '\(verb)')::text)"
  }
}
