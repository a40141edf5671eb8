internal import Postgres

/// What to do when a flush was refused.
enum Setback: Equatable {
  /// The database can't take anything now: all wait and are given again.
  case wait
  /// The same once more.
  case again
  /// Each half alone, to find whose fault it is.
  case split
  case drop

  init(_ error: DatabaseError, events: Int, tries: Int) {
    self =
      switch error {
      case .unavailable, .overloaded, .conflictRetry: .wait
      case .timeout: events > 1 ? .split : .wait
      // A flow run or a task run may have been deleted or made by someone else meanwhile.
      case .constraint where tries < 4: .again
      case .constraint, .invalidText, .decoding: events > 1 ? .split : .drop
      case .statement(let sqlState, _):
        // Class 22 is bad data, class 54 a limit such as an index entry's size; a full disk, say, is nobody's fault.
        if sqlState.hasPrefix("22") || sqlState.hasPrefix("54") { events > 1 ? .split : .drop } else { .wait }
      }
  }
}
