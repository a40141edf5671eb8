/// What one connection has prepared, and under which name.
///
/// The same statement with values of other types is another prepared statement, as the types are part of its plan.
struct PreparedStatements {
  struct Key: Hashable {
    let statement: Statement
    let types: [SQLType]

    static func == (one: Key, other: Key) -> Bool {
      one.statement.name == other.statement.name && one.types == other.types
        && one.statement.sql == other.statement.sql
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(statement.name)
      hasher.combine(types.count)
    }
  }

  struct Entry {
    let name: String
    /// Whether the server has answered that it is prepared.
    var isConfirmed: Bool
    /// The batch that asks for it; another batch asks again until it is confirmed.
    var batch: UInt64
  }

  private let limit: Int
  private var entries: [Key: Entry] = [:]
  private var names = 0

  init(limit: Int) {
    self.limit = limit
  }

  enum Plan {
    /// To be parsed each time.
    case unnamed
    case ready(String)
    /// To be prepared first.
    case prepare(String)
  }

  /// How a statement is to be sent in a batch.
  mutating func plan(_ request: Request, batch: UInt64) -> Plan {
    if request.statement.name.isEmpty { return .unnamed }
    let key = Key(statement: request.statement, types: request.parameters.types)
    if let entry = entries[key] {
      if entry.isConfirmed || entry.batch == batch { return .ready(entry.name) }
      entries[key]?.batch = batch
      return .prepare(entry.name)
    }
    guard entries.count < limit else { return .unnamed }
    names += 1
    let name = "\(request.statement.name).\(names)"
    entries[key] = Entry(name: name, isConfirmed: false, batch: batch)
    return .prepare(name)
  }

  mutating func confirm(_ request: Request) {
    entries[Key(statement: request.statement, types: request.parameters.types)]?.isConfirmed = true
  }

  /// Forgets a preparation that the server refuses; the next use prepares it under another name.
  mutating func forget(_ request: Request) {
    entries[Key(statement: request.statement, types: request.parameters.types)] = nil
  }
}
