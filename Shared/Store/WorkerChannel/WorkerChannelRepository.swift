public import Models
public import Postgres
public import Values

/// What the sockets of workers need of the database (contract §2.3).
public struct WorkerChannelRepository: Sendable {
  /// On which gateways are told that pools changed.
  public static let channel = WorkPoolStatement.channel

  let database: Database
  let clock: WallClock
  let pools: WorkPoolRepository
  let workers: WorkerRepository

  public init(database: Database, clock: WallClock = .system, blocks: BlockValueReader = .unavailable) {
    self.database = database
    self.clock = clock
    pools = WorkPoolRepository(database: database, clock: clock, blocks: blocks)
    workers = WorkerRepository(database: database, clock: clock)
  }

  /// A pool as it is shown to connected workers; nil for one that is gone.
  public func pool(_ id: UUID) async throws(DatabaseError) -> WorkPool? {
    guard var reader = try await database.run(WorkerChannelStatement.poolByID, [.uuid(id)], on: .read).first?.reader()
    else { return nil }
    return try reader.workPool()
  }

  /// When a pool was last changed; nil for one that is gone.
  public func updated(_ id: UUID) async throws(DatabaseError) -> Timestamp? {
    guard var reader = try await database.run(WorkerChannelStatement.updated, [.uuid(id)], on: .read).first?.reader()
    else { return nil }
    return try reader.timestamp()
  }

  /// How often those of the pools that are there were changed so that connected workers are told at once.
  public func revisions(_ ids: [UUID]) async throws(DatabaseError) -> [UUID: Int] {
    var revisions: [UUID: Int] = [:]
    for row in try await database.run(WorkerChannelStatement.revisions, [.uuids(ids)], on: .read) {
      var reader = row.reader()
      let id = try reader.uuid()
      revisions[id] = try reader.int()
    }
    return revisions
  }
}
