internal import JSON
public import Models
public import Postgres
public import Values

/// The queue of the actions that automations ask for. An action is carried out at least once: whoever claims it has it for
/// a while, and ends it with its events in one statement; if it does not end in time, another one claims it.
public struct TriggeredActionRepository: Sendable {
  /// The channel on which new actions are told.
  public static let channel = TriggeredActionStatement.channel

  private let database: Database
  private let holder: UUID
  private let clock: WallClock

  /// - Parameter holder: Who this is among the replicas.
  public init(database: Database, holder: UUID = .random(), clock: WallClock = .system) {
    self.database = database
    self.holder = holder
    self.clock = clock
  }

  /// Queues actions, each once by its id.
  public func insert(_ actions: [TriggeredAction]) async throws {
    _ = try await database.run(
      TriggeredActionStatement.insert, TriggeredActionRepository.values(of: actions), on: .bulk)
  }

  /// The parameters of `TriggeredActionStatement.branch`.
  static func values(of actions: [TriggeredAction]) -> [SQLValue] {
    [
      .uuids(actions.map(\.id)), .uuids(actions.map(\.automation.id)),
      .jsonbs(actions.map { RawJSON(writing: $0.write).bytes }),
    ]
  }

  /// Takes actions that are due, the oldest first.
  ///
  /// - Parameter lease: How long nobody else takes them.
  public func claim(_ limit: Int, lease: Duration) async throws -> [ClaimedAction] {
    try await database.run(
      TriggeredActionStatement.claim, [.int8(Int64(limit)), .interval(lease), .uuid(holder)], on: .bulk
    ).map { row in try ClaimedAction(row: row, holder: holder) }
  }

  /// Ends an action and writes the events that tell of it.
  ///
  /// - Returns: False if another one claimed it meanwhile; then nothing is written.
  @discardableResult
  public func finish(_ action: ClaimedAction, events: [EmittedEvent]) async throws -> Bool {
    try await !database.run(
      TriggeredActionStatement.finish, claim(action) + EventWrite.values(for: events, received: clock.now()),
      on: .key(action.id)
    ).isEmpty
  }

  /// Keeps an action that is still being carried out.
  ///
  /// - Parameter lease: How long from now on nobody else takes it.
  /// - Returns: False if another one claimed it meanwhile.
  @discardableResult
  public func renew(_ action: ClaimedAction, lease: Duration) async throws -> Bool {
    try await !database.run(
      TriggeredActionStatement.renew, claim(action) + [.interval(lease)], on: .bulk
    ).isEmpty
  }

  /// Gives an action back, to be tried again after a while.
  public func retry(_ action: ClaimedAction, after wait: Duration) async throws {
    _ = try await database.run(TriggeredActionStatement.retry, claim(action) + [.interval(wait)], on: .key(action.id))
  }

  /// How many actions have not ended, counted up to a bound.
  public func count(upTo bound: Int = 10_000) async throws -> Int {
    guard let row = try await database.run(TriggeredActionStatement.count, [.int8(Int64(bound))], on: .bulk).first
    else { return 0 }
    var reader = row.reader()
    return try reader.int()
  }

  private func claim(_ action: ClaimedAction) -> [SQLValue] {
    [.uuid(action.id), .uuid(action.holder), .int8(Int64(action.attempts))]
  }
}
