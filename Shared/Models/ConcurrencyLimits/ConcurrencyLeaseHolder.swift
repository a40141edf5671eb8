public import Values

/// On whose behalf a lease is held.
public struct ConcurrencyLeaseHolder: Sendable, Hashable, ObjectReadable {
  public enum Kind: String, Sendable, CaseIterable {
    case flowRun = "flow_run"
    case taskRun = "task_run"
    case deployment
  }

  public var type: Kind
  public var id: UUID

  public init(type: Kind, id: UUID) {
    self.type = type
    self.id = id
  }

  public init(reader: inout ObjectReader) {
    type = reader.required("type", .literal())
    id = reader.required("id", .uuid)
  }
}
