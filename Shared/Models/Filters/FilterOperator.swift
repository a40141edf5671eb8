/// How the criteria of a filter combine.
public enum FilterOperator: String, Sendable, CaseIterable {
  case and = "and_"
  case or = "or_"
}

extension ObjectReader {
  mutating func filterOperator() -> FilterOperator {
    value("operator", .enumeration(), default: .and)
  }
}

/// Which criteria a filter's object knows; any other key is refused.
struct FilterCriteria: OptionSet {
  let rawValue: UInt8
  static let `operator` = FilterCriteria(rawValue: 1)
  static let any = FilterCriteria(rawValue: 2)
  static let notAny = FilterCriteria(rawValue: 4)
  static let all = FilterCriteria(rawValue: 8)
  static let like = FilterCriteria(rawValue: 16)
  static let startsWith = FilterCriteria(rawValue: 32)
  static let isNull = FilterCriteria(rawValue: 64)
  /// `exists_`, which says the opposite of `is_null_`.
  static let exists = FilterCriteria(rawValue: 128)
}
