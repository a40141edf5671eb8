internal import Postgres

enum SavedSearchStatement {
  /// The columns in the order in which `SavedSearch.init(row:)` reads them.
  private static let columns = "s.id, s.created, s.updated, s.name, s.filters"

  /// Makes a search, or replaces the criteria of the one of that name, whose `updated` stays.
  static let upsert = Statement(
    "savedSearch.upsert",
    """
    INSERT INTO saved_search AS s (id, created, updated, name, filters) VALUES ($1, $2, $2, $3, $4)
    ON CONFLICT (name) DO UPDATE SET filters = EXCLUDED.filters
    RETURNING \(columns)
    """, isRepeatable: true)

  static let read = Statement(
    "savedSearch.read", "SELECT \(columns) FROM saved_search s WHERE s.id = $1", isRepeatable: true)

  static let list = Statement(
    "savedSearch.list", "SELECT \(columns) FROM saved_search s ORDER BY s.name, s.id LIMIT $1 OFFSET $2",
    isRepeatable: true)

  static let delete = Statement("savedSearch.delete", "DELETE FROM saved_search WHERE id = $1 RETURNING id")
}
