/// Which artifacts, or which of their collections; nil criteria restrict nothing.
public struct ArtifactFilter: Sendable, Hashable {
  public var `operator` = FilterOperator.and
  /// Of a collection: its latest artifact.
  public var id: IdentifierFilter?
  public var key: TextFilter?
  public var flowRunID: IdentifierFilter?
  public var taskRunID: IdentifierFilter?
  public var type: TextFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }
}

extension Reading where Value == ArtifactFilter {
  public static let artifacts = artifacts(id: "id")
  public static let artifactCollections = artifacts(id: "latest_id")

  private static func artifacts(id: StaticString) -> Reading {
    model { reader in
      var filter = ArtifactFilter(operator: reader.filterOperator())
      filter.id = reader.optional(id, .identifiers(.any))
      filter.key = reader.optional("key", .texts([.any, .like, .exists]))
      filter.flowRunID = reader.optional("flow_run_id", .identifiers(.any))
      filter.taskRunID = reader.optional("task_run_id", .identifiers(.any))
      filter.type = reader.optional("type", .texts([.any, .notAny]))
      return filter
    }
  }
}
