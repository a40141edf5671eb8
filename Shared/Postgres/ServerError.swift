internal import CPQ

/// An error report of the server, out of a result's diagnostic fields.
struct ServerError: Error, Hashable {
  var sqlState = ""
  var message = ""
  var detail = ""
  var constraint = ""
  var column = ""
  var severity = ""
  var routine = ""

  init(sqlState: String, message: String) {
    self.sqlState = sqlState
    self.message = message
  }

  init(_ result: QueryResult) {
    // PG_DIAG_* are character macros.
    sqlState = result.diagnostic(UInt8(ascii: "C"))
    message = result.diagnostic(UInt8(ascii: "M"))
    detail = result.diagnostic(UInt8(ascii: "D"))
    constraint = result.diagnostic(UInt8(ascii: "n"))
    column = result.diagnostic(UInt8(ascii: "c"))
    severity = result.diagnostic(UInt8(ascii: "V"))
    routine = result.diagnostic(UInt8(ascii: "R"))
    if message.isEmpty { message = result.errorMessage }
  }

  /// Whether the server ended the session with it.
  var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }

  /// Whether the transaction lost against another one and may win when it is run again.
  var isConflict: Bool { sqlState == "40P01" || sqlState == "40001" }

  /// Whether the prepared statement is not what the connection believes: unknown to the server (or known already), or
  /// planned for a table that has changed since.
  var isStalePreparation: Bool {
    switch sqlState {
    case "26000", "42P05": true
    case "0A000": routine == "RevalidateCachedQuery"
    default: false
    }
  }

  /// The error as callers see it.
  var databaseError: DatabaseError {
    switch sqlState {
    case "23505": constraintError(.unique)
    case "23503", "23001": constraintError(.foreignKey)
    case "23514": constraintError(.check)
    case "23502": constraintError(.notNull)
    case "23P01": constraintError(.exclusion)
    case "40P01", "40001": .conflictRetry(message)
    case "57014": .timeout
    case "53300", "57P01", "57P02", "57P03", "": .unavailable(message)
    case let state where state.hasPrefix("08"): .unavailable(message)
    default: .statement(sqlState: sqlState, message: message)
    }
  }

  private func constraintError(_ kind: ConstraintKind) -> DatabaseError {
    .constraint(
      kind: kind, name: kind == .notNull ? column : constraint, detail: detail.isEmpty ? message : detail)
  }
}
