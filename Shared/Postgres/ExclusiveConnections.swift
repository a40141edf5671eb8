internal import Reactor

/// The sessions that transactions borrow: opened when one is wanted, kept a while, bounded in number. Loop-confined.
///
/// When the server has no connection left for a session, it takes one of the pool's for as long as it is lent.
final class ExclusiveConnections {
  typealias Completion = (Result<Session, DatabaseError>) -> Void

  private struct Waiter {
    let number: UInt64
    let timer: TimerID
    let mayTakeLast: Bool
    let completion: Completion
  }

  /// How long an unused session stays open.
  private static let idleTime: Duration = .seconds(60)

  private let loop: EventLoop
  private let configuration: DatabaseConfiguration
  private var waiters: [Waiter] = []
  private var number: UInt64 = 0
  private var idle: [(session: Session, timer: TimerID)] = []
  /// All that are open or opening.
  private var sessions: [ObjectIdentifier: Session] = [:]
  private var opening = 0
  private var lent = 0
  private var isShutDown = false
  private var onQuiet: () -> Void = {}
  /// Asks the pool for one of its connections.
  var onWantsLoan: () -> Void = {}
  /// How to give back a connection of the pool.
  private var loans: [ObjectIdentifier: () -> Void] = [:]
  /// Runs while it is known that the server has no connection left.
  private var lackTimer: TimerID?
  private static let lackInterval: Duration = .seconds(2)

  init(loop: EventLoop, configuration: DatabaseConfiguration) {
    self.loop = loop
    self.configuration = configuration
  }

  var isQuiet: Bool { lent == 0 && waiters.isEmpty }

  /// Lends a session, at once or when one is free.
  ///
  /// - Parameter mayTakeLast: Whether it may be the last connection that the pool has: what the borrower runs elsewhere
  ///   meanwhile would wait for itself.
  func acquire(mayTakeLast: Bool = false, _ completion: @escaping Completion) {
    guard !isShutDown else { return completion(.failure(.unavailable("it is shut down"))) }
    if let (session, timer) = idle.popLast() {
      loop.cancel(timer)
      lent += 1
      return completion(.success(session))
    }
    guard waiters.count < configuration.waitingTransactions else { return completion(.failure(.overloaded)) }
    number += 1
    let own = number
    let timer = loop.schedule(after: configuration.transactionWait) { [weak self] in
      guard let self, let position = waiters.firstIndex(where: { $0.number == own }) else { return }
      waiters.remove(at: position).completion(.failure(.overloaded))
    }
    waiters.append(Waiter(number: own, timer: timer, mayTakeLast: mayTakeLast, completion: completion))
    openIfWanted()
  }

  /// Takes a session back; a closed one is forgotten.
  func release(_ session: Session) {
    lent -= 1
    if let giveBack = loans.removeValue(forKey: ObjectIdentifier(session)) {
      sessions[ObjectIdentifier(session)] = nil
      if session.closingReason == nil { giveBack() }
      openIfWanted()
    } else if session.closingReason == nil {
      offer(session)
    } else {
      openIfWanted()
    }
    if isQuiet { onQuiet() }
  }

  /// Whether a connection of the pool is wanted.
  ///
  /// - Parameter isLast: Whether the pool has no other.
  func wantsLoan(isLast: Bool) -> Bool {
    guard lackTimer != nil, lent == 0, opening == 0, !isShutDown, let waiter = waiters.first else { return false }
    return waiter.mayTakeLast || !isLast
  }

  /// Takes a connection of the pool for whoever waits first.
  ///
  /// - Parameter giveBack: Called when it is idle again; not called when it was lost meanwhile, which its pool hears.
  func take(_ lasting: LastingConnection, _ connection: Connection, giveBack: @escaping () -> Void) {
    let session = Session()
    session.adopt(connection)
    sessions[ObjectIdentifier(session)] = session
    session.onClosed = { [weak self, weak session] reason in
      if let self, let session { closed(session, reason) }
      lasting.connectionClosed(connection, reason: reason, replies: [])
    }
    loans[ObjectIdentifier(session)] = { [weak session] in
      guard session?.surrender() != nil else { return }
      connection.delegate = lasting
      giveBack()
    }
    offer(session)
  }

  func shutdown(onQuiet: @escaping () -> Void) {
    isShutDown = true
    self.onQuiet = onQuiet
  }

  func closeAll() {
    isShutDown = true
    for waiter in takeWaiters() { waiter.completion(.failure(.unavailable("it is shut down"))) }
    for session in sessions.values { session.close("the connection is shut down") }
  }

  private func openIfWanted() {
    guard !isShutDown, opening < waiters.count, sessions.count < max(1, configuration.exclusiveConnections) else {
      return
    }
    if lackTimer != nil { return onWantsLoan() }
    let session = Session()
    sessions[ObjectIdentifier(session)] = session
    opening += 1
    session.onReady = { [weak self, weak session] in
      guard let self, let session else { return }
      opening -= 1
      offer(session)
    }
    session.onClosed = { [weak self, weak session] reason in
      guard let self, let session else { return }
      closed(session, reason)
    }
    session.connect(loop: loop, configuration: configuration)
  }

  private func offer(_ session: Session) {
    if let waiter = waiters.first {
      waiters.removeFirst()
      loop.cancel(waiter.timer)
      lent += 1
      return waiter.completion(.success(session))
    }
    let timer = loop.schedule(after: ExclusiveConnections.idleTime) { [weak session] in
      session?.close("the connection was not used")
    }
    idle.append((session, timer))
  }

  private func closed(_ session: Session, _ reason: String) {
    sessions[ObjectIdentifier(session)] = nil
    if let position = idle.firstIndex(where: { $0.session === session }) {
      loop.cancel(idle.remove(at: position).timer)
    }
    if session.lacksConnection {
      opening -= 1
      noteLack()
    } else if !session.isReady {
      opening -= 1
      // Whoever waits would wait for the same.
      for waiter in takeWaiters() { waiter.completion(.failure(.unavailable(reason))) }
    } else {
      openIfWanted()
    }
  }

  /// Those that wait take a connection of the pool, and after a while one of their own is tried for again.
  private func noteLack() {
    lackTimer =
      lackTimer
      ?? loop.schedule(after: ExclusiveConnections.lackInterval) { [weak self] in
        self?.lackTimer = nil
        self?.openIfWanted()
      }
    onWantsLoan()
  }

  private func takeWaiters() -> [Waiter] {
    let taken = waiters
    waiters = []
    for waiter in taken { loop.cancel(waiter.timer) }
    return taken
  }
}
