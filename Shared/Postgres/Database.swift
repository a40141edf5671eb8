public import Observability
public import Reactor
internal import Synchronization
internal import Values

/// The database as one event loop sees it: a few connections in pipeline mode, with everything that waits for an idle
/// one sent as a batch behind one Sync (a group commit made by the client).
///
/// `run` may be called from any task. A caller resumes at its batch's Sync, so what it wrote is committed then. Away from
/// the server it connects again for ever and fails meanwhile with `unavailable`.
///
/// Where connections are few, several loops share those of one: the others have none and pass their statements on.
///
/// `@unchecked Sendable`: the stored properties are immutable, atomic, or touched on the loop's thread only; the entrances
/// from elsewhere hand over to the loop, and making a connection checks it.
public final class Database: LastingConnectionOwner, @unchecked Sendable {
  typealias Dispatcher = StatementDispatcher<PendingStatement>

  let loop: EventLoop
  let configuration: DatabaseConfiguration
  let logger: Logger
  let exclusive: ExclusiveConnections
  private var dispatcher: Dispatcher
  private var connections: [LastingConnection] = []
  private var graceTimers: [Int: TimerID] = [:]
  /// Those of the connections that it may have.
  private var wanted: Set<Int> = []
  private let standIn = Mutex<Database?>(nil)
  private let isAnnouncing: Bool
  private var isDispatchDue = false
  private var commitNotices = CommitNotices()
  private var reason = "it was not started"
  private var presence = Presence.unknown
  private let available = Atomic(false)
  private let open = Atomic(0)
  private let statements = Atomic(0)
  private(set) var isShutDown = false
  private var readyWaiters = WaiterList()
  private var quietWaiters = WaiterList()

  /// What was last said in the log.
  private enum Presence { case unknown, present, away }

  /// - Parameters:
  ///   - loop: Where everything happens; the callers' tasks should run there too.
  ///   - isAnnouncing: Whether the log says when the server goes and comes; one of the databases of a program should.
  public init(loop: EventLoop, configuration: DatabaseConfiguration, logger: Logger, isAnnouncing: Bool = true) {
    self.isAnnouncing = isAnnouncing
    self.loop = loop
    self.configuration = configuration
    self.logger = logger
    dispatcher = Dispatcher(
      lanes: max(1, configuration.laneConnections), readers: max(0, configuration.readerConnections),
      bulk: max(0, configuration.bulkConnections),
      limits: Dispatcher.Limits(
        waiting: configuration.waitingStatements, waitingBulk: configuration.waitingBulkStatements,
        waitingBytes: configuration.waitingBytes, batch: max(1, configuration.batchStatements),
        batchBytes: max(1, configuration.batchBytes), tries: max(1, configuration.maximumTries)))
    exclusive = ExclusiveConnections(loop: loop, configuration: configuration)
  }

  /// Begins to connect with all connections, and goes on for ever.
  public func start() { resize(to: configuration.pooledConnections) }

  /// Opens or closes connections until it has so many; those that have work are closed when it is done. It goes on trying
  /// for ever to have them.
  ///
  /// - Parameter standIn: Runs the statements while this one has no connection; it has some of its own.
  public func resize(to count: Int, standIn: Database? = nil) {
    loop.onLoop { [self] in
      guard !isShutDown else { return }
      self.standIn.withLock { $0 = standIn }
      if connections.isEmpty { makeConnections() }
      wanted = Set(dispatcher.connectionOrder.prefix(count))
      for connection in connections {
        if !wanted.contains(connection.index) {
          closeIfDone(connection)
        } else if connection.isStopped {
          dispatcher.connecting(connection.index)
          beginGrace(connection.index)
          connection.start()
        }
      }
    }
  }

  private func makeConnections() {
    connections = dispatcher.connections.enumerated().map { index, connection in
      LastingConnection(
        index: index, loop: loop,
        configuration: connection.kind == .bulk ? configuration.ofBulk : configuration.ofLane,
        owner: self)
    }
    exclusive.onWantsLoan = { [weak self] in self?.dispatchAtEndOfTurn() }
  }

  /// Closes a connection that is not wanted, unless it has work.
  private func closeIfDone(_ lasting: LastingConnection) {
    guard !lasting.isStopped, dispatcher.isDispensable(lasting.index) else { return }
    lasting.stop()
    giveUp(lasting.index)
  }

  /// Whether a statement can be sent now.
  public var isAvailable: Bool {
    isConnected || standIn.withLock { $0 }?.isConnected == true
  }

  /// How many connections it has now, without those for transactions.
  public var openConnections: Int { open.load(ordering: .relaxed) }

  private var isConnected: Bool { available.load(ordering: .relaxed) }

  /// What runs everything, as this one may have no connections. On the loop.
  var standInForAll: Database? { wanted.isEmpty ? standIn.withLock { $0 } : nil }

  /// How many statements were given to `run` since it was made.
  public var statementCount: Int { statements.load(ordering: .relaxed) }

  /// Suspends until the first connection is there.
  ///
  /// - Throws: `CancellationError`, `unavailable` after `shutdown`, or `PoolerError`.
  public func waitUntilReady() async throws {
    try await WaiterList.wait(on: loop) { [self] waiter in
      if isShutDown {
        waiter.finish(.failure(DatabaseError.unavailable("it is shut down")))
      } else if dispatcher.isAvailable {
        waiter.finish(.success(()))
      } else {
        readyWaiters.append(waiter)
      }
    }
  }

  /// Takes no more statements, waits for those under way (as long as one may run), and closes the connections.
  public func shutdown() async {
    let limit = configuration.statementTimeout > .zero ? configuration.statementTimeout : .seconds(30)
    // A cancelled caller does not wait; the connections close all the same.
    _ = try? await WaiterList.wait(on: loop) { [self] waiter in
      isShutDown = true
      quietWaiters.append(waiter)
      loop.schedule(after: limit) { self.closeAll() }
      exclusive.shutdown { self.closeIfQuiet() }
      closeIfQuiet()
    }
  }

  // MARK: Statements

  /// Runs a statement and returns its rows once its transaction is committed.
  ///
  /// A statement is a transaction of its own, though it shares the commit with others. When one of a batch raises, the
  /// others are run again alone. Cancelling the task does not take it back.
  public func run(
    _ statement: Statement, _ values: [SQLValue] = [], on lane: Lane = .any
  ) async throws(DatabaseError) -> Rows {
    let request = try Request(statement, values)
    statements.wrappingAdd(1, ordering: .relaxed)
    let result = await withUnsafeContinuation { continuation in
      let pending = PendingStatement(request, continuation)
      if loop.isCurrent {
        submit(pending, lane)
      } else {
        loop.execute { self.submit(pending, lane) }
      }
    }
    return try result.get()
  }

  private func submit(_ pending: PendingStatement, _ lane: Lane, isPassedOn: Bool = false) {
    guard !isShutDown else { return pending.finish(.failure(.unavailable("it is shut down"))) }
    let hasNone = wanted.isEmpty
    if !isPassedOn, hasNone || !dispatcher.isAvailable, let other = standIn.withLock({ $0 }),
      hasNone || other.isConnected
    {
      return other.loop.onLoop { other.submit(pending, lane, isPassedOn: true) }
    }
    let entry = Dispatcher.Entry(
      payload: pending, lane: lane, isRepeatable: pending.request.statement.isRepeatable,
      standsAlone: pending.request.statement.standsAlone, size: pending.request.parameters.bytes.count)
    do {
      try dispatcher.submit(entry)
      dispatchAtEndOfTurn()
    } catch {
      pending.finish(.failure(error == .overloaded ? .overloaded : .unavailable(reason)))
    }
  }

  /// What comes in one turn of the loop goes out together.
  private func dispatchAtEndOfTurn() {
    guard !isDispatchDue else { return }
    isDispatchDue = true
    loop.atEndOfTurn { [self] in
      isDispatchDue = false
      for lasting in connections { dispatch(lasting) }
    }
  }

  private func dispatch(_ lasting: LastingConnection) {
    if !wanted.contains(lasting.index) { closeIfDone(lasting) }
    guard let connection = lasting.connection else { return }
    if exclusive.wantsLoan(isLast: dispatcher.liveCount < 2), dispatcher.lend(lasting.index) {
      // The others may have become those that serve its statements.
      dispatchAtEndOfTurn()
      return exclusive.take(lasting, connection) { [weak self] in
        self?.dispatcher.ready(lasting.index)
        self?.dispatchAtEndOfTurn()
      }
    }
    guard let batch = dispatcher.take(lasting.index) else { return }
    connection.send(batch.entries.map(\.payload.request), syncEach: batch.syncEach)
  }

  // MARK: Notices

  /// Tells a channel of a commit, soon. On the loop.
  func notice(_ channel: String) {
    guard let delay = commitNotices.note(channel, at: .now, interval: configuration.notificationInterval) else {
      return
    }
    loop.schedule(after: delay) { [weak self] in self?.tellNotices() }
  }

  private func tellNotices() {
    for channel in commitNotices.take(at: .now) {
      // Apart from commits that are written to the disk; a notice that is lost is made up for by who looks now and then.
      submit(PendingStatement(Request(CommitNotices.notify(channel))), .read)
    }
  }

  // MARK: Connections

  func lastingConnection(_ lasting: LastingConnection, settled replies: [Reply], commit: ServerError?) {
    let settled = dispatcher.settle(
      lasting.index, replies.map(\.outcome), commit: commit.map { Reply.raised($0).outcome } ?? .succeeded)
    for (position, (entry, decision)) in settled.enumerated() where decision == .deliver {
      if let commit {
        entry.payload.finish(.failure(commit.databaseError))
      } else {
        for channel in entry.payload.request.statement.channels { notice(channel) }
        entry.payload.finish(replies[position].rows)
      }
    }
    // The server works on the next list while the callers of this one read theirs.
    if dispatcher.bulk.contains(lasting.index) { dispatch(lasting) }
    dispatchAtEndOfTurn()
    closeIfQuiet()
  }

  func lastingConnectionReady(_ lasting: LastingConnection) {
    dispatcher.ready(lasting.index)
    endGrace(lasting.index)
    update()
    // The others need not wait out their delay.
    for other in connections where other !== lasting { other.hurry() }
    dispatchAtEndOfTurn()
  }

  func lastingConnectionLost(_ lasting: LastingConnection, reason: String, replies: [Reply]) {
    self.reason = reason
    if !isShutDown { logger.debug("a connection to the database was lost: \(reason)") }
    let settled = dispatcher.lost(lasting.index, replies.map(\.outcome))
    for (position, (entry, decision)) in settled.enumerated() {
      switch decision {
      case .deliver: entry.payload.finish(replies[position].rows)
      case .unavailable: entry.payload.finish(.failure(.unavailable(reason)))
      case .replay: break
      }
    }
    if lasting.isStopped { giveUp(lasting.index) } else { beginGrace(lasting.index) }
    update()
    dispatchAtEndOfTurn()
  }

  func lastingConnectionFailed(_ lasting: LastingConnection, reason: String, refusal: ConnectRefusal?) {
    self.reason = reason
    if !dispatcher.isAvailable, presence != .away, !isShutDown {
      presence = .away
      let what = refusal?.isForUnknownDatabase == true ? "database does not exist" : "database unreachable"
      let message = "\(what): \(reason); retrying"
      if isAnnouncing { logger.warning(message) } else { logger.debug(message) }
    }
    if refusal?.isFromPooler == true { readyWaiters.finishAll(.failure(PoolerError())) }
    // The others go on without it; it is no outage that would soon be over.
    if refusal?.isForLackOfConnections == true, dispatcher.isAvailable { endGrace(lasting.index) }
    if graceTimers[lasting.index] == nil { giveUp(lasting.index) }
  }

  var isServerThere: Bool { dispatcher.isAvailable }

  /// Why a transaction need not try to connect: it is known that the server can't be reached.
  var knownOutage: DatabaseError? {
    presence == .away && !dispatcher.isAvailable ? .unavailable(reason) : nil
  }

  private func beginGrace(_ index: Int) {
    guard configuration.grace > .zero, graceTimers[index] == nil, !isShutDown else { return }
    graceTimers[index] = loop.schedule(after: configuration.grace) { [weak self] in
      guard let self else { return }
      graceTimers[index] = nil
      giveUp(index)
    }
  }

  private func endGrace(_ index: Int) {
    if let timer = graceTimers.removeValue(forKey: index) { loop.cancel(timer) }
  }

  private func giveUp(_ index: Int) {
    for entry in dispatcher.giveUp(index) { entry.payload.finish(.failure(.unavailable(reason))) }
    // What waited for it may run elsewhere now.
    dispatchAtEndOfTurn()
    closeIfQuiet()
  }

  private func update() {
    let isThere = dispatcher.isAvailable
    available.store(isThere, ordering: .relaxed)
    open.store(dispatcher.liveCount, ordering: .relaxed)
    guard isThere else { return }
    readyWaiters.finishAll(.success(()))
    if presence != .present {
      let message = presence == .away ? "database reconnected" : "database connected: \(configuration)"
      if isAnnouncing { logger.info(message) } else { logger.debug(message) }
      presence = .present
    }
  }

  // MARK: End

  private func closeIfQuiet() {
    if isShutDown, dispatcher.isQuiet, exclusive.isQuiet { closeAll() }
  }

  private func closeAll() {
    for connection in connections { connection.stop() }
    connections = []
    for index in dispatcher.connections.indices {
      endGrace(index)
      for entry in dispatcher.giveUp(index) { entry.payload.finish(.failure(.unavailable("it is shut down"))) }
    }
    exclusive.closeAll()
    available.store(false, ordering: .relaxed)
    readyWaiters.finishAll(.failure(DatabaseError.unavailable("it is shut down")))
    quietWaiters.finishAll(.success(()))
  }
}
