/// One SQL statement with `$1`-style parameters, prepared once on each connection under its name.
///
/// The text never holds a value from outside. A statement whose name is empty is not prepared: it is for text that a
/// filter builder composes, of which there is no end of variants.
public struct Statement: Sendable, Hashable {
  /// Says which statement it is to the server and in errors; unique in the program, or empty.
  public let name: String
  public let sql: String
  /// Whether running it twice leaves the database as running it once does: reads, and writes guarded by a key.
  ///
  /// Only such a statement is run again when its connection was lost before the outcome was known.
  public let isRepeatable: Bool
  /// Whether it never shares a transaction with other statements: its locks are those that everybody wants, and have to
  /// last for one statement only, in the order in which it takes them.
  public let standsAlone: Bool

  public init(_ name: String, _ sql: String, isRepeatable: Bool = false, standsAlone: Bool = false) {
    self.name = name
    self.sql = sql
    self.isRepeatable = isRepeatable
    self.standsAlone = standsAlone
  }
}
