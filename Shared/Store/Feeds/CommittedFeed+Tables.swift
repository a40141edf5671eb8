public import Models
public import Postgres

/// The channels on which commits are told.
public enum FeedChannel {
  public static let events = "apus_event"
  public static let logs = "apus_log"
}

extension CommittedFeed where Item == FeedEvent {
  /// All events, the server's and the clients'.
  public static func events(_ database: Database) -> CommittedFeed {
    CommittedFeed(
      database: database,
      source: Source(table: "events e", occurred: "e.occurred", columns: StoredEvent.columns) {
        reader throws(DatabaseError) in
        FeedEvent(try StoredEvent(reader: &reader))
      })
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
