/// One SQL statement with `$1`-style parameters, prepared once on each connection under its name.
///
/// The text never holds a value from outside. A statement whose name is empty is for text that a filter builder composes, of
/// which there is no end of variants: it is not prepared, unless it keeps its plan.
public struct Statement: Sendable, Hashable {
  /// Says which statement it is to the server and in errors; unique in the program, or empty.
  public let name: String
  public let sql: String
  /// Whether running it twice leaves the database as running it once does: reads, and writes guarded by a key.
  ///
  /// Only such a statement is run again when its connection was lost before the outcome was known.
  public let isRepeatable: Bool
  /// The channels on which its commit is told: its text holds a comment `/* NOTIFY channel */` for each.
  ///
  /// The notification is a statement apart that follows the commit, for one in the transaction would hold a lock across the
  /// whole server until the commit is on the disk; and many commits share one.
  public let channels: [String]
  /// Whether it never shares a transaction with other statements: its locks are those that everybody wants, and have to
  /// last for one statement only, in the order in which it takes them.
  public let standsAlone: Bool
  /// Whether one run of it answers any number of callers, for starting a statement costs the server more than a row of it.
  ///
  /// To its text every parameter is an array: of a single value, one element for each caller; of an array, the elements of
  /// all callers. Its rows begin with the place of the caller that they answer, from 1 on, as `WITH ORDINALITY` counts, which
  /// the caller does not see. What is wrong with the values of one caller must not change the rows of another.
  public let servesMany: Bool
  /// How it is planned.
  public let planning: Planning

  public enum Planning: Sendable {
    /// Each time for the values that it is run with; with a name, as the session's settings say.
    case forValues
    /// Once for any values: a connection keeps the plan for a while.
    case once
    /// The same, and so that an index gives the rows in their order: without their number the planner would rather sort them.
    case onceInOrder
    /// For its values, and so that no index is walked row by row: the planner takes comparisons of text for cheap.
    case withoutIndexScans

    /// Whether a connection keeps the plan.
    var isKept: Bool { self == .once || self == .onceInOrder }
  }

  public init(
    _ name: String, _ sql: String, isRepeatable: Bool = false, standsAlone: Bool = false, servesMany: Bool = false,
    planning: Planning = .forValues
  ) {
    self.name = name
    self.sql = sql
    self.isRepeatable = isRepeatable
    self.standsAlone = standsAlone
    self.servesMany = servesMany
    self.planning = planning
    channels = Statement.channels(in: sql)
  }

  /// A query that is put together anew each time; it tells nobody of anything.
  ///
  public init(composed sql: String, planning: Planning = .forValues) {
    name = ""
    self.sql = sql
    isRepeatable = true
    standsAlone = false
    servesMany = false
    self.planning = planning
    channels = []
  }

  private static func channels(in sql: String) -> [String] {
    let mark = Array("/* NOTIFY ".utf8)
    let text = Array(sql.utf8)
    guard text.count > mark.count else { return [] }
    var channels: [String] = []
    for start in 0..<(text.count - mark.count)
    where text[start] == mark[0] && text[start + 1] == mark[1] && text[start..<(start + mark.count)].elementsEqual(mark)
    {
      channels.append(
        String(decoding: text[(start + mark.count)...].prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
    }
    return channels
  }
}
