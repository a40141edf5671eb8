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
      if statement.name.isEmpty { hasher.combine(statement.sql) }
    }
  }

  struct Entry {
    let name: String
    /// Whether the server has answered that it is prepared.
    var isConfirmed = false
    /// The batch that asks for it; another batch asks again until it is confirmed.
    var batch: UInt64
    /// When it was asked for, and in which place of all uses it was used last.
    let made: ContinuousClock.Instant
    var lastUse: UInt64
  }

  /// How many statements with names there may be, how many that keep their plans beside them, and for how long a plan is kept:
  /// tables grow.
  struct Limits {
    var named: Int
    var kept: Int
    var keptFor: Duration
  }

  private let limits: Limits
  private var entries: [Key: Entry] = [:]
  private var kept: [Key: Entry] = [:]
  private var names = 0
  private var uses: UInt64 = 0
  /// Names that nobody will use any more; the server still has their statements.
  private var obsolete: [String] = []

  init(_ limits: Limits) {
    self.limits = limits
  }

  enum Plan {
    /// To be parsed each time.
    case unnamed
    case ready(String)
    /// To be prepared first.
    case prepare(String)
  }

  /// How a statement is to be sent in a batch.
  mutating func plan(_ request: Request, batch: UInt64, at now: ContinuousClock.Instant) -> Plan {
    let key = Key(statement: request.statement, types: request.parameters.types)
    if request.statement.planning.isKept {
      makeRoom(for: key, at: now)
      return PreparedStatements.plan(key, in: &kept, batch: batch, at: now, &names, use: nextUse())
    }
    if request.statement.name.isEmpty { return .unnamed }
    guard entries[key] != nil || entries.count < limits.named else { return .unnamed }
    return PreparedStatements.plan(key, in: &entries, batch: batch, at: now, &names, use: nextUse())
  }

  private static func plan(
    _ key: Key, in entries: inout [Key: Entry], batch: UInt64, at now: ContinuousClock.Instant, _ names: inout Int,
    use: UInt64
  ) -> Plan {
    guard let entry = entries[key] else {
      names += 1
      let name = "\(key.statement.name).\(names)"
      entries[key] = Entry(name: name, batch: batch, made: now, lastUse: use)
      return .prepare(name)
    }
    entries[key]?.lastUse = use
    if entry.isConfirmed || entry.batch == batch { return .ready(entry.name) }
    entries[key]?.batch = batch
    return .prepare(entry.name)
  }

  private mutating func nextUse() -> UInt64 {
    uses &+= 1
    return uses
  }

  /// Gives up a plan that has grown old, or the one that has not been used for longest if there are too many.
  private mutating func makeRoom(for key: Key, at now: ContinuousClock.Instant) {
    if let entry = kept[key] {
      if now - entry.made >= limits.keptFor { giveUp(key) }
    } else if kept.count >= limits.kept, let (oldest, _) = kept.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      giveUp(oldest)
    }
  }

  private mutating func giveUp(_ key: Key) {
    if let entry = kept.removeValue(forKey: key), entry.isConfirmed { obsolete.append(entry.name) }
  }

  /// - Parameter name: Under which the server has prepared it.
  mutating func confirm(_ request: Request, as name: String) {
    let key = Key(statement: request.statement, types: request.parameters.types)
    if entries[key]?.name == name {
      entries[key]?.isConfirmed = true
    } else if kept[key]?.name == name {
      kept[key]?.isConfirmed = true
    } else {
      obsolete.append(name)
    }
  }

  /// Forgets a preparation that the server refuses; the next use prepares it under another name.
  mutating func forget(_ request: Request) {
    let key = Key(statement: request.statement, types: request.parameters.types)
    entries[key] = nil
    kept[key] = nil
  }

  /// Names for the server to give up.
  mutating func takeObsolete() -> [String] {
    defer { obsolete = [] }
    return obsolete
  }

  /// Takes back a name that the server was not asked to give up after all.
  mutating func keepObsolete(_ name: String) {
    obsolete.append(name)
  }
}
