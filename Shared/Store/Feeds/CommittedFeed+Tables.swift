public import Models
public import Postgres

/// The channels on which commits are told.
public enum FeedChannel {
  public static let events = "apus_event"
  public static let logs = "apus_log"
}

extension CommittedFeed where Item == FeedEvent {
  /// The events, the server's and the clients'.
  ///
  /// - Parameter names: Which of them; nil for all.
  public static func events(_ database: Database, named names: EventNames? = nil) -> CommittedFeed {
    CommittedFeed(
      database: database,
      source: Source(
        table: "events e", occurred: "e.occurred", columns: StoredEvent.columns,
        read: { reader throws(DatabaseError) in FeedEvent(try StoredEvent(reader: &reader)) },
        condition: names?.condition ?? .always))
  }
}

extension CommittedFeed where Item == Log {
  /// All lines that runs log.
  public static func logs(_ database: Database) -> CommittedFeed {
    CommittedFeed(
      database: database,
      source: Source(table: "log e", occurred: "e.timestamp", columns: LogStatement.feedColumns) {
        reader throws(DatabaseError) in
        try Log(reader: &reader)
      })
  }
}

/// An event that was committed, as it is and taken apart.
public struct FeedEvent: Sendable {
  public let stored: StoredEvent
  /// Nil for one that is of no shape that the API takes.
  public let event: Event?

  init(_ stored: StoredEvent) {
    self.stored = stored
    event = stored.event
  }
}

/// Names of events: some exactly, some by how they begin.
public struct EventNames: Sendable, Hashable {
  public var exact: Set<String>
  public var prefixes: [String]

  public init(exact: Set<String>, prefixes: [String]) {
    self.exact = exact
    self.prefixes = prefixes
  }

  /// On an event `e`.
  fileprivate var condition: Condition {
    if exact.isEmpty, prefixes.isEmpty { return .never }
    let named = Condition.test("e.event = ANY($::text[])", [.texts(exact.sorted())])
    guard !prefixes.isEmpty else { return named }
    return .any([
      named,
      .test("EXISTS (SELECT FROM unnest($::text[]) p WHERE starts_with(e.event, p))", [.texts(prefixes)]),
    ])
  }
}
