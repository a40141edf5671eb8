internal import Values

/// How far a reader of a table's commits has come: exactly what was committed before it is behind it.
///
/// It is a snapshot of the server's (`pg_snapshot`): of every transaction it says whether it was committed by then. So
/// transactions may commit in any order, and a reader that goes from snapshot to snapshot meets each row once: a position
/// counted by time or by a sequence would go past rows of transactions that began early and commit late.
public struct FeedPosition: Sendable, Hashable {
  /// What was committed by then has been read.
  var snapshot: String
  /// No row that has not been read was made by a transaction that began before; it bounds the search.
  var since: Timestamp
  /// What `since` becomes with the next snapshot.
  var next: Timestamp
  /// Where the reading of the next snapshot has come to, when it takes more than a page.
  var page: Page?

  struct Page: Sendable, Hashable {
    var until: String
    var next: Timestamp
    var made: Timestamp
    var occurred: Timestamp
    var id: UUID
  }
}

/// One page of what was committed behind a position.
public struct FeedPage<Item: Sendable>: Sendable {
  public var items: [Item]
  /// Behind the page.
  public var position: FeedPosition
  /// Whether nothing more was there when it was read.
  public var isLast: Bool
}

extension FeedPosition {
  /// Whether the reading of a snapshot takes more pages.
  public var isOnPage: Bool { page != nil }
}
