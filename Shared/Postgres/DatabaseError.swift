/// Which rule of the schema a statement broke.
public enum ConstraintKind: Sendable, Hashable {
  case unique
  case foreignKey
  case check
  /// The constraint's name is the column's.
  case notNull
  case exclusion
}

/// Why a statement had no result.
public enum DatabaseError: Error, Sendable, Hashable {
  /// The database can't be reached, or went away before the outcome was known.
  case unavailable(String)
  /// Too many statements are waiting.
  case overloaded
  /// The statement ran longer than its limit and was cancelled.
  case timeout
  /// A deadlock or a serialisation failure, every try.
  case conflictRetry(String)
  case constraint(kind: ConstraintKind, name: String, detail: String)
  /// A parameter is a text that PostgreSQL can't hold, and was not sent: it has a NUL character. What the server itself
  /// finds no text may be what is stored, so that is `statement`.
  case invalidText(String)
  /// A result is not of the type it was read as.
  case decoding(String)
  /// Any other error of the server.
  case statement(sqlState: String, message: String)
}

extension DatabaseError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unavailable(let reason): "the database is unavailable: \(reason)"
    case .overloaded: "too many statements are waiting for the database"
    case .timeout: "the statement took too long"
    case .conflictRetry(let message): "the statement kept meeting others: \(message)"
    case .constraint(let kind, let name, let detail): "constraint \(name) (\(kind)): \(detail)"
    case .invalidText(let message): "the text can't be stored: \(message)"
    case .decoding(let message): "the result can't be read: \(message)"
    case .statement(let sqlState, let message): "SQLSTATE \(sqlState): \(message)"
    }
  }
}
