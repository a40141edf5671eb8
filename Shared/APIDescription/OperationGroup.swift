/// Operations that are shown together.
public struct OperationGroup: Sendable {
  public let name: String
  public let operations: [Operation]

  init(_ name: String, _ operations: [Operation]) {
    self.name = name
    self.operations = operations
  }
}
