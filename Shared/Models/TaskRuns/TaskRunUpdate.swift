/// What `PATCH /task_runs/{id}` takes.
public struct TaskRunUpdate: Sendable, Hashable, ObjectReadable {
  /// Null if a name is to be made up.
  public var name: Field<String>

  public init(name: Field<String> = .absent) {
    self.name = name
  }

  public init(reader: inout ObjectReader) {
    name = reader.runNameField()
  }
}
