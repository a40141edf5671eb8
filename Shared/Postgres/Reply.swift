/// How the server answered one statement of a batch.
enum Reply {
  case result(Rows)
  case raised(ServerError)
  /// It was skipped as one before it in its transaction had raised.
  case skipped
}

/// One statement with its values, as a connection sends it.
struct Request {
  let statement: Statement
  let parameters: Parameters

  /// - Throws: Like `Parameters`.
  init(_ statement: Statement, _ values: [SQLValue]) throws(DatabaseError) {
    self.statement = statement
    parameters = try Parameters(values, asElements: statement.servesMany)
  }

  /// Without values.
  init(_ statement: Statement) {
    self.statement = statement
    parameters = .none
  }

  private init(_ statement: Statement, joined parameters: Parameters) {
    self.statement = statement
    self.parameters = parameters
  }

  /// Whether one run may answer both.
  func joins(_ other: Request) -> Bool {
    statement.servesMany && statement.name == other.statement.name && statement.sql == other.statement.sql
      && parameters.types == other.parameters.types
  }

  /// One request that answers all of these, of which each joins the others.
  static func joined(_ requests: [Request]) -> Request {
    requests.count == 1
      ? requests[0] : Request(requests[0].statement, joined: .joined(requests.map(\.parameters)))
  }
}

/// Told by a connection, on the loop, what became of it and of what it was given.
protocol ConnectionDelegate: AnyObject {
  /// It is connected and can be given its first batch.
  func connectionReady(_ connection: Connection)
  /// A Sync came back: the replies to the statements before it, in their order, and the commit's own error.
  func connection(_ connection: Connection, settled replies: [Reply], commit: ServerError?)
  /// The text that `runScript` sent is done.
  func connection(_ connection: Connection, finishedScript error: ServerError?)
  /// A notification of a channel that it listens to.
  func connection(_ connection: Connection, notified notification: Notification)
  /// It could not be made, or is lost; with the replies to statements whose Sync did not come.
  func connectionClosed(_ connection: Connection, reason: String, replies: [Reply])
}

extension ConnectionDelegate {
  func connection(_ connection: Connection, finishedScript error: ServerError?) {}
  func connection(_ connection: Connection, notified notification: Notification) {}
}
