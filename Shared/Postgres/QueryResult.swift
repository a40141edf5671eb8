internal import CPQ

/// A result of libpq, freed once, when the last that reads it lets go.
///
/// `@unchecked Sendable`: the pointer is private and never replaced, libpq does not change a result after handing it
/// out, and every function called on it here only reads.
final class QueryResult: @unchecked Sendable {
  private let pointer: OpaquePointer

  /// Takes ownership.
  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQclear(pointer)
  }

  var status: ExecStatusType { PQresultStatus(pointer) }

  var rowCount: Int { Int(PQntuples(pointer)) }

  var columnCount: Int { Int(PQnfields(pointer)) }

  /// The number in the command tag; 0 where it has none.
  var affected: Int {
    guard let text = PQcmdTuples(pointer) else { return 0 }
    return Int(String(cString: text)) ?? 0
  }

  /// The command tag, like `INSERT 0 1`.
  var tag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  func type(ofColumn column: Int) -> SQLType { SQLType(rawValue: PQftype(pointer, Int32(column))) }

  func name(ofColumn column: Int) -> String {
    PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
  }

  /// The bytes of a value, nil for NULL. They live as long as this object; row and column are within bounds.
  func value(row: Int, column: Int) -> UnsafeRawBufferPointer? {
    guard PQgetisnull(pointer, Int32(row), Int32(column)) == 0 else { return nil }
    let length = Int(PQgetlength(pointer, Int32(row), Int32(column)))
    return UnsafeRawBufferPointer(start: PQgetvalue(pointer, Int32(row), Int32(column)), count: length)
  }

  func diagnostic(_ field: UInt8) -> String {
    PQresultErrorField(pointer, Int32(field)).map { String(cString: $0) } ?? ""
  }

  var errorMessage: String {
    PQresultErrorMessage(pointer).map { String(cString: $0).onOneLine } ?? ""
  }
}

extension String {
  /// The text without the line ends that libpq puts into its messages.
  var onOneLine: String {
    split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
  }
}
