/// The members of an object.
public struct ObjectSchema: Sendable {
  public struct Member: Sendable {
    public let name: String
    public let schema: ValueSchema
    public let isRequired: Bool

    public init(_ name: String, _ schema: ValueSchema, isRequired: Bool = true) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
    }
  }

  public let members: [Member]
  /// Whether there may be further members.
  public let isOpen: Bool

  public init(_ members: [Member], isOpen: Bool = false) {
    self.members = members
    self.isOpen = isOpen
  }
}
