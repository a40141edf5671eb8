internal import HTTP

/// The parts of a query in `application/x-www-form-urlencoded` form, in order.
public struct QueryItems: Sequence, Sendable {
  public struct Item: Sendable, Equatable {
    public var name: String
    public var value: String
  }

  private let items: [Item]

  public init(_ query: String) {
    items = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return Item(
        name: percentDecoded(parts[0], plusIsSpace: true),
        value: parts.count > 1 ? percentDecoded(parts[1], plusIsSpace: true) : "")
    }
  }

  public func makeIterator() -> IndexingIterator<[Item]> { items.makeIterator() }
}
