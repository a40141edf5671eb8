internal import JSON

/// The parameters that lists and operations on many things share (contract §7.3).
extension ObjectReader {
  /// The parameters `limit` and `offset` of a list. Their problems are told first: handlers read the limit before
  /// anything else, and what follows in the order in which the API describes it.
  public mutating func limit() -> Int? { optional("limit", .clampedInteger.described(as: .pageLimit)) }
  public mutating func offset() -> Int { value("offset", .integer(atLeast: 0), default: 0) }

  /// The parameter `page`, counted from 1.
  public mutating func pageNumber() -> Int { value("page", .integer(atLeast: 1), default: 1) }

  /// The parameter `limit` of an operation on many things: on how many at once.
  public mutating func bulkLimit() -> Int { value("limit", .integer(atLeast: 1, atMost: 50), default: 50) }
}
