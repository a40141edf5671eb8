public import Models
public import Postgres
internal import Values

/// The types and names of states that runs have had.
///
/// Small tables of states are read for every request. Of large ones the scheduler keeps what it finds (`pass`), and a request
/// adds the states since. So a large table's answer may lack two things until it has been read again, which happens every day:
/// that the last run with a state was deleted, and states with random ids, which only clients before 3.4 make.
public struct ObservedStateRepository: Sendable {
  let database: Database
  /// How many blocks are read at once.
  let blocksAtOnce: Int64
  /// How long a pass may read blocks; longer while nothing is known of a table.
  let readingTime: Duration
  let firstReadingTime: Duration

  public init(database: Database) {
    self.init(
      database: database, blocksAtOnce: ObservedStateSource.blocksAtOnce, readingTime: .milliseconds(250),
      firstReadingTime: .seconds(2))
  }

  init(database: Database, blocksAtOnce: Int64, readingTime: Duration, firstReadingTime: Duration) {
    self.database = database
    self.blocksAtOnce = blocksAtOnce
    self.readingTime = readingTime
    self.firstReadingTime = firstReadingTime
  }

  /// What a query asks for, of the states that are kept in the database.
  public func list(_ query: ObservedStateQuery) async throws -> [ObservedState] {
    let rows = try await database.run(ObservedStateStatement.list, [.int8(blocksAtOnce)], on: .bulk)
    return query.selection(of: try rows.map(ObservedState.init(row:)))
  }
}

extension ObservedState {
  /// Reads the columns of `ObservedStateStatement.list`.
  fileprivate init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      type: try reader.stateType(), name: try reader.text(), firstSeen: try reader.timestamp(),
      lastSeen: try reader.timestamp())
  }
}
