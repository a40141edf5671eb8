/// A criterion on a flag: `{"eq_":…}` or `{"exists_":…}`. There may be one without a value, which restricts nothing.
public struct FlagFilter: Sendable, Hashable {
  public var value: Bool?

  public init(value: Bool?) {
    self.value = value
  }
}

extension Reading where Value == FlagFilter {
  static let equals = Reading.model { reader in FlagFilter(value: reader.optional("eq_", .bool)) }
  static let exists = Reading.model { reader in FlagFilter(value: reader.optional("exists_", .bool)) }
}
