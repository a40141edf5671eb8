public import Models
internal import Orchestration
public import Postgres
public import Values

/// Flow runs in the database: made, read, and taken from state to state.
///
/// A transition is optimistic. One statement loads what the rules need, the rules decide, and one statement writes the
/// outcome if the run is still as it was decided on; else it is decided again. Since the write is guarded, the facts of a
/// run that was just here are taken from memory, and loaded only when the guard or the verdict asks for it.
public struct FlowRunRepository: Sendable {
  let database: Database
  let clock: WallClock
  let tallies: TallyReader
  let searchKeys: SearchKeys
  let terms: SlotTerms
  /// Of runs without a parent: a parent changes without its subflow's run being touched.
  let blocks: BlockValueReader
  let recentRuns: RecentFacts<FlowRunFacts>
  let recentFlows: RecentFacts<FlowRunCreationFacts>

  public init(
    database: Database, clock: WallClock = .system, terms: SlotTerms = SlotTerms(),
    blocks: BlockValueReader = .unavailable
  ) {
    self.database = database
    self.clock = clock
    tallies = TallyReader(database)
    searchKeys = SearchKeys(database)
    self.terms = terms
    self.blocks = blocks
    recentRuns = RecentFacts(capacity: 2048, lifetime: .seconds(30))
    recentFlows = RecentFacts(capacity: 512, lifetime: .seconds(30))
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> FlowRun {
    guard let row = try await database.run(FlowRunStatement.read, [.uuid(id)], on: .read).first else {
      throw DomainError.notFound("Flow run not found")
    }
    var reader = row.reader()
    return try reader.flowRun(at: clock.now())
  }

  /// Deletes a run's logs, then the run with its states, its task runs and the lines that came meanwhile, and gives back
  /// its slot. Whoever is interrupted in between leaves a run that can be deleted again, and no logs without their run.
  ///
  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    try await database.deleteLogs(FlowRunStatement.deleteLogs, of: id)
    guard try await !database.run(FlowRunStatement.delete, terms.wait.values + [.uuid(id)], on: .key(id)).isEmpty else {
      throw DomainError.notFound("Flow run not found")
    }
  }
}
