internal import Postgres

enum ArtifactStatement {
  /// The columns in the order in which `Artifact.init(row:)` reads them.
  static let columns: SQLText = """
    a.id, a.created, a.updated, a.key, a.type, a.description, a.data, a.metadata_, a.flow_run_id, a.task_run_id
    """

  /// The columns in the order in which `ArtifactCollection.init(row:)` reads them.
  static let collectionColumns: SQLText = """
    c.id, c.created, c.updated, c.latest_id, c.key, c.type, c.description, c.data, c.metadata_, c.flow_run_id,
    c.task_run_id
    """

  /// What `ArtifactContent.values` holds.
  private static let contentColumns = "key, type, description, data, metadata_, flow_run_id, task_run_id"

  static let read = Statement(
    "artifact.read", "SELECT \(columns.text) FROM artifact a WHERE a.id = $1", isRepeatable: true)

  static let readCollection = Statement(
    "artifact.readCollection",
    "SELECT \(collectionColumns.text) FROM artifact_collection c WHERE c.key = $1", isRepeatable: true)

  /// Makes an artifact without a key.
  static let insert = Statement(
    "artifact.insert",
    """
    INSERT INTO artifact (id, created, updated, \(contentColumns)) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id
    """)

  /// Makes the first artifact of a key, `$1`, with its collection, `$10`; nothing if the key has one.
  static let insertFirst = Statement(
    "artifact.insertFirst",
    """
    WITH change AS (
      INSERT INTO artifact_collection (id, created, updated, latest_id, \(contentColumns))
      VALUES ($10, $2, $2, $1, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (key) DO NOTHING
      RETURNING id
    ), artifact AS (
      INSERT INTO artifact (id, created, updated, \(contentColumns))
      SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9 FROM change
    )\(EventWrite.branches(after: 10))
    SELECT id FROM change
    """)

  /// Makes another artifact of a key, `$1`, and turns the collection, `$10`, to it if nobody changed that since it was
  /// read, `$11`.
  static let insertNext = Statement(
    "artifact.insertNext",
    """
    WITH change AS (
      UPDATE artifact_collection SET updated = $2, latest_id = $1, key = $3, type = $4, description = $5, data = $6,
        metadata_ = $7, flow_run_id = $8, task_run_id = $9
      WHERE id = $10 AND updated = $11
      RETURNING id
    ), artifact AS (
      INSERT INTO artifact (id, created, updated, \(contentColumns))
      SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9 FROM change
    )\(EventWrite.branches(after: 11))
    SELECT id FROM change
    """)

  /// Writes those of data, description and metadata that were sent, into the artifact and the collection that it is the
  /// latest of.
  static let update = Statement(
    "artifact.update",
    """
    WITH own AS (
      UPDATE artifact SET updated = $2, data = CASE WHEN $3 THEN $4 ELSE data END,
        description = CASE WHEN $5 THEN $6 ELSE description END, metadata_ = CASE WHEN $7 THEN $8 ELSE metadata_ END
      WHERE id = $1
      RETURNING id
    ), collection AS (
      UPDATE artifact_collection SET updated = $2, data = CASE WHEN $3 THEN $4 ELSE data END,
        description = CASE WHEN $5 THEN $6 ELSE description END, metadata_ = CASE WHEN $7 THEN $8 ELSE metadata_ END
      WHERE latest_id = $1
      RETURNING id
    )
    SELECT id FROM own UNION ALL SELECT id FROM collection
    """)

  /// The collection that an artifact is the latest of, and the artifact before it; both may be missing.
  static let readForDelete = Statement(
    "artifact.readForDelete",
    """
    SELECT c.id IS NOT NULL, n.id IS NOT NULL, \(collectionColumns.text),
      n.id, n.created, n.updated, n.key, n.type, n.description, n.data, n.metadata_, n.flow_run_id, n.task_run_id
    FROM artifact x
    LEFT JOIN artifact_collection c ON c.key = x.key AND c.latest_id = x.id
    LEFT JOIN LATERAL (
      SELECT * FROM artifact e WHERE c.id IS NOT NULL AND e.key = x.key AND e.id <> x.id
      ORDER BY e.created DESC, e.id DESC LIMIT 1
    ) n ON TRUE
    WHERE x.id = $1
    """, isRepeatable: true)

  /// Deletes an artifact that is not the latest of its key.
  static let delete = Statement(
    "artifact.delete",
    """
    DELETE FROM artifact x
    WHERE x.id = $1 AND NOT EXISTS (SELECT FROM artifact_collection c WHERE c.key = x.key AND c.latest_id = x.id)
    RETURNING x.id
    """)

  /// Deletes the only artifact of a key, `$1`, with its collection, `$2`, if nobody changed that since it was read, `$3`.
  static let deleteLast = Statement(
    "artifact.deleteLast",
    """
    WITH change AS (
      DELETE FROM artifact_collection WHERE id = $2 AND latest_id = $1 AND updated = $3 RETURNING id
    ), artifact AS (
      DELETE FROM artifact WHERE id = $1 AND EXISTS (SELECT FROM change)
    )\(EventWrite.branches(after: 3))
    SELECT id FROM change
    """)

  /// Deletes the latest artifact of a key, `$1`, and turns its collection, `$2`, to the one before, `$4`, if nobody
  /// changed the collection since it was read, `$3`.
  static let deleteLatest = Statement(
    "artifact.deleteLatest",
    """
    WITH change AS (
      UPDATE artifact_collection c SET created = n.created, updated = n.updated, latest_id = n.id, type = n.type,
        description = n.description, data = n.data, metadata_ = n.metadata_, flow_run_id = n.flow_run_id,
        task_run_id = n.task_run_id
      FROM artifact n
      WHERE c.id = $2 AND c.latest_id = $1 AND c.updated = $3 AND n.id = $4
      RETURNING c.id
    ), artifact AS (
      DELETE FROM artifact WHERE id = $1 AND EXISTS (SELECT FROM change)
    )\(EventWrite.branches(after: 4))
    SELECT id FROM change
    """)
}
