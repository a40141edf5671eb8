internal import Postgres

enum ScheduleStatement {
  /// The columns in the order in which `RowReader.deploymentSchedule` reads them.
  static let columns: SQLText = """
    s.id, s.created, s.updated, s.deployment_id, s.schedule, s.active, s.max_scheduled_runs, s.parameters, s.slug
    """

  static let ofDeployments = Statement(
    "schedule.ofDeployments",
    """
    SELECT \(columns.text) FROM deployment_schedule s WHERE s.deployment_id = ANY($1)
    ORDER BY s.updated DESC, s.id DESC
    """, isRepeatable: true)

  static let insert = Statement(
    "schedule.insert",
    """
    INSERT INTO deployment_schedule (id, created, updated, deployment_id, schedule, active, max_scheduled_runs,
      parameters, slug)
    SELECT i.id, i.created, i.created, $1, i.schedule, i.active, i.maximum, i.parameters, i.slug
    FROM unnest($2::timestamptz[], $3::uuid[], $4::jsonb[], $5::bool[], $6::int4[], $7::jsonb[], $8::text[])
      AS i(created, id, schedule, active, maximum, parameters, slug)
    """)

  static let update = Statement(
    "schedule.update",
    """
    UPDATE deployment_schedule SET updated = $3, schedule = COALESCE($4, schedule), active = COALESCE($5, active),
      max_scheduled_runs = COALESCE($6, max_scheduled_runs), parameters = $7, slug = COALESCE($8, slug)
    WHERE id = $1 AND deployment_id = $2 RETURNING id
    """)

  /// Frees slugs that are about to be given anew.
  static let clearSlugs = Statement(
    "schedule.clearSlugs", "UPDATE deployment_schedule SET slug = NULL WHERE deployment_id = $1 AND id = ANY($2)")

  static let delete = Statement(
    "schedule.delete", "DELETE FROM deployment_schedule WHERE id = $1 AND deployment_id = $2 RETURNING id")

  static let deleteAll = Statement("schedule.deleteAll", "DELETE FROM deployment_schedule WHERE deployment_id = $1")
}
