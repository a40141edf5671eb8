public import Values

/// Reads a row's columns in their order, each as the type that it is.
///
/// Every method reads the next column and throws `decoding`, which names the column and both types, when the column is
/// of another type, is NULL where that isn't expected, or isn't there.
public struct RowReader: Sendable {
  let result: QueryResult
  let row: Int
  /// The column that is read next.
  public private(set) var column: Int

  init(result: QueryResult, row: Int, column: Int) {
    self.result = result
    self.row = row
    self.column = column
  }

  public mutating func skip() { column += 1 }

  /// Whether the columns are all read.
  public var isAtEnd: Bool { column >= result.columnCount }

  /// Whether the next column is NULL; does not go past it.
  public func isNull() throws(DatabaseError) -> Bool {
    guard column < result.columnCount else { throw failure("is not there") }
    return result.value(row: row, column: column) == nil
  }

  // MARK: One value

  public mutating func uuid() throws(DatabaseError) -> UUID { try RowReader.present(optionalUUID(), "uuid", self) }

  public mutating func optionalUUID() throws(DatabaseError) -> UUID? {
    try next("uuid", { $0 == .uuid }, BinaryValue.uuid)
  }

  public mutating func text() throws(DatabaseError) -> String { try RowReader.present(optionalText(), "text", self) }

  /// Strings, enums and json.
  public mutating func optionalText() throws(DatabaseError) -> String? {
    try next("text", { $0.isTextual }, BinaryValue.text)
  }

  public mutating func bool() throws(DatabaseError) -> Bool { try RowReader.present(optionalBool(), "bool", self) }

  public mutating func optionalBool() throws(DatabaseError) -> Bool? {
    try next("bool", { $0 == .bool }, BinaryValue.bool)
  }

  public mutating func int() throws(DatabaseError) -> Int { try RowReader.present(optionalInt(), "an integer", self) }

  /// An integer of any width.
  public mutating func optionalInt() throws(DatabaseError) -> Int? {
    try next(
      "an integer", { $0 == .int8 || $0 == .int4 || $0 == .int2 || $0 == .oid }, BinaryValue.integer)
  }

  public mutating func double() throws(DatabaseError) -> Double {
    try RowReader.present(optionalDouble(), "float8", self)
  }

  public mutating func optionalDouble() throws(DatabaseError) -> Double? {
    try next("float8", { $0 == .float8 || $0 == .float4 }, BinaryValue.float)
  }

  public mutating func timestamp() throws(DatabaseError) -> Timestamp {
    try RowReader.present(optionalTimestamp(), "timestamptz", self)
  }

  /// `infinity` and `-infinity` are the greatest and the least moment.
  public mutating func optionalTimestamp() throws(DatabaseError) -> Timestamp? {
    try next("timestamptz", { $0 == .timestamptz || $0 == .timestamp }, BinaryValue.timestamp)
  }

  public mutating func interval() throws(DatabaseError) -> Duration {
    try RowReader.present(optionalInterval(), "interval", self)
  }

  /// A year counts 365 days and a month 30.
  public mutating func optionalInterval() throws(DatabaseError) -> Duration? {
    try next("interval", { $0 == .interval }, BinaryValue.interval)
  }

  public mutating func jsonb() throws(DatabaseError) -> [UInt8] {
    try RowReader.present(optionalJSONB(), "jsonb", self)
  }

  /// The bytes of the JSON text, of `jsonb` or `json`.
  public mutating func optionalJSONB() throws(DatabaseError) -> [UInt8]? {
    if column < result.columnCount, result.type(ofColumn: column) == .json {
      return try next("jsonb", { $0 == .json }, BinaryValue.raw)
    }
    return try next("jsonb", { $0 == .jsonb }, BinaryValue.jsonb)
  }

  public mutating func bytes() throws(DatabaseError) -> [UInt8] {
    try RowReader.present(optionalBytes(), "bytea", self)
  }

  public mutating func optionalBytes() throws(DatabaseError) -> [UInt8]? {
    try next("bytea", { $0 == .bytea }, BinaryValue.raw)
  }

  // MARK: Plumbing

  /// Reads the next column with `read`, which answers nil for bytes that are not of its form.
  mutating func next<Value>(
    _ expected: StaticString, _ accepts: (SQLType) -> Bool, _ read: (UnsafeRawBufferPointer) -> Value?
  ) throws(DatabaseError) -> Value? {
    guard column < result.columnCount else { throw failure("is not there; \(expected) was asked for") }
    let type = result.type(ofColumn: column)
    guard accepts(type) else { throw failure("is \(type); \(expected) was asked for") }
    guard let bytes = result.value(row: row, column: column) else {
      column += 1
      return nil
    }
    guard let value = read(bytes) else { throw failure("is \(type) and can't be read as \(expected)") }
    column += 1
    return value
  }

  /// The value, which is to be there; `reader` has gone past its column.
  static func present<Value>(
    _ value: Value?, _ expected: StaticString, _ reader: RowReader
  ) throws(DatabaseError) -> Value {
    guard let value else { throw reader.failure("is NULL; \(expected) was asked for", at: reader.column - 1) }
    return value
  }

  private func failure(_ what: String, at position: Int? = nil) -> DatabaseError {
    let index = position ?? column
    let name = index < result.columnCount ? " \"\(result.name(ofColumn: index))\"" : ""
    return .decoding("column \(index)\(name) \(what)")
  }
}
