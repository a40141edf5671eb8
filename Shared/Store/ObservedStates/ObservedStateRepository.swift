public import Models
public import Postgres
internal import Values

/// The types and names of states that runs have had.
public struct ObservedStateRepository: Sendable {
  private let database: Database
  private let recent = RecentObservedStates()

  public init(database: Database) {
    self.database = database
  }

  /// What a query asks for, of the states that are kept in the database.
  ///
  /// Where that takes long it is remembered for a while: the web interface asks anew for every key that is typed.
  public func list(_ query: ObservedStateQuery) async throws -> [ObservedState] {
    let started = ContinuousClock.now
    if let states = recent.states(at: started) { return query.selection(of: states) }
    let states = try await database.run(ObservedStateStatement.list, [], on: .bulk).map(ObservedState.init(row:))
    recent.remember(states, foundAt: .now, took: .now - started)
    return query.selection(of: states)
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
