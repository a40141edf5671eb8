/// A member that may be left out, null, or there: three different things in PATCH and in filters.
public enum Field<Value> {
  case absent
  case null
  case value(Value)

  /// The value, if there is one.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// Whether the member was sent at all.
  public var isPresent: Bool {
    if case .absent = self { false } else { true }
  }
}

extension Field: Sendable where Value: Sendable {}
extension Field: Equatable where Value: Equatable {}
extension Field: Hashable where Value: Hashable {}
