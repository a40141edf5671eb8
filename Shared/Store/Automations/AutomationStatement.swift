internal import Postgres

enum AutomationStatement {
  /// Those that name a resource, by its id: they act on it, or it owns them.
  static let related = Statement(
    "automation.related",
    """
    SELECT a.id, a.created, a.updated, a.name, a.description, a.enabled, a.tags, a.trigger, a.actions,
      a.actions_on_trigger, a.actions_on_resolve
    FROM automation a
    WHERE EXISTS (SELECT 1 FROM automation_related_resource r WHERE r.automation_id = a.id AND r.resource_id = $1)
    ORDER BY a.created, a.id
    """, isRepeatable: true)
}
