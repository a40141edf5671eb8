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
  /// What further members look like; nil when there may be none.
  public let others: ValueSchema?

  public init(_ members: [Member], others: ValueSchema?) {
    self.members = members
    self.others = others
  }

  /// - Parameter isOpen: Whether there may be further members, whatever they are.
  public init(_ members: [Member], isOpen: Bool = false) {
    self.init(members, others: isOpen ? .any : nil)
  }
}
