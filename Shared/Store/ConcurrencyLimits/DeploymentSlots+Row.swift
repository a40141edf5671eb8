internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// How the slots of a flow run's deployment are read beside the run.
enum DeploymentSlotColumns {
  /// The columns in the order in which `RowReader.deploymentSlots` reads them.
  static let list: SQLText =
    "d.concurrency_options, l.id, l.active, l.\"limit\", " + ConcurrencyLimitStatement.occupied + ", c.id"

  /// Of a run `r` and its deployment `d`.
  static let joins: SQLText = """
    LEFT JOIN concurrency_limit_v2 l ON l.id = d.concurrency_limit_id
    LEFT JOIN apus.concurrency_lease c ON c.flow_run_id = r.id AND r.deployment_id IS NOT NULL
    """
}

extension RowReader {
  /// Reads `DeploymentSlotColumns.list`.
  mutating func deploymentSlots(isDeploymentThere: Bool, terms: SlotTerms) throws(DatabaseError) -> DeploymentSlots {
    var slots = DeploymentSlots(isDeploymentThere: isDeploymentThere, terms: terms)
    slots.options = try optionalModel() ?? ConcurrencyOptions()
    if let id = try optionalUUID() {
      slots.limit = .init(id: id, isActive: try bool(), limit: try int(), occupied: try int())
    } else {
      for _ in 0..<3 { skip() }
    }
    slots.lease = try optionalUUID()
    return slots
  }
}
