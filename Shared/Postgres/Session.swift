internal import Reactor
internal import Values

/// A connection that one user has for itself; its operations run one after another. Loop-confined.
final class Session: ConnectionDelegate {
  enum Operation {
    case statement(Request, (Result<Rows, DatabaseError>) -> Void)
    case script(String, isPatient: Bool, (Result<Void, DatabaseError>) -> Void)
  }

  /// Called when it is connected, and when it is closed.
  var onReady: () -> Void = {}
  var onClosed: (_ reason: String) -> Void = { _ in }
  private(set) var closingReason: String?
  private(set) var isReady = false
  /// Whether it could not be opened as the server has no connection left.
  private(set) var lacksConnection = false
  private var connection: Connection?
  private var operations = FIFO<Operation>()
  private var current: Operation?

  func connect(loop: EventLoop, configuration: DatabaseConfiguration) {
    let connection = Connection(loop: loop, configuration: configuration, delegate: self)
    self.connection = connection
    connection.connect()
  }

  /// Takes over a connection that is idle, until `surrender`.
  func adopt(_ connection: Connection) {
    self.connection = connection
    connection.delegate = self
    isReady = true
  }

  /// Lets go of an adopted connection, which must be idle.
  func surrender() -> Connection? {
    defer { connection = nil }
    connection?.isPatient = false
    closingReason = "the connection was given back"
    return connection
  }

  func perform(_ operation: Operation) {
    operations.append(operation)
    next()
  }

  func close(_ reason: String) { connection?.close(reason) }

  private func next() {
    guard current == nil else { return }
    guard let connection, connection.phase == .idle else {
      if let closingReason {
        while let operation = operations.popFirst() { Session.fail(operation, .unavailable(closingReason)) }
      }
      return
    }
    guard let operation = operations.popFirst() else { return }
    current = operation
    switch operation {
    case .statement(let request, _):
      connection.isPatient = false
      connection.send([request], syncEach: false)
    case .script(let sql, let isPatient, _):
      connection.isPatient = isPatient
      connection.runScript(sql)
    }
  }

  private static func fail(_ operation: Operation, _ error: DatabaseError) {
    switch operation {
    case .statement(_, let completion): completion(.failure(error))
    case .script(_, _, let completion): completion(.failure(error))
    }
  }

  // MARK: Delegate

  func connectionReady(_ connection: Connection) {
    isReady = true
    onReady()
    next()
  }

  func connection(_ connection: Connection, settled replies: [Reply], commit: ServerError?) {
    guard case .statement(let request, let completion) = current, let reply = replies.first else { return }
    current = nil
    if case .raised(let error) = reply, error.isStalePreparation {
      // In a transaction there is no second try; the next use prepares it anew.
      completion(.failure(.conflictRetry("\(request.statement.name): \(error.message)")))
    } else if let commit {
      completion(.failure(commit.databaseError))
    } else {
      completion(reply.rows)
    }
    next()
  }

  func connection(_ connection: Connection, finishedScript error: ServerError?) {
    guard case .script(_, _, let completion) = current else { return }
    current = nil
    completion(error.map { .failure($0.databaseError) } ?? .success(()))
    next()
  }

  func connectionClosed(_ connection: Connection, reason: String, replies: [Reply]) {
    closingReason = reason
    lacksConnection = connection.refusal?.isForLackOfConnections == true
    self.connection = nil
    let unfinished = current
    current = nil
    if let unfinished { Session.fail(unfinished, .unavailable(reason)) }
    next()
    onClosed(reason)
  }
}
