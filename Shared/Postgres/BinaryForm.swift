internal import Values

/// How PostgreSQL writes values on the wire in binary: big-endian, its own epoch, and a version byte before jsonb.
enum BinaryForm {
  /// 2000-01-01T00:00:00Z in microseconds since 1970.
  static let epoch: Int64 = 946_684_800_000_000
  static let microsecondsPerDay: Int64 = 86_400_000_000
  static let jsonbVersion: UInt8 = 1

  static func integer<Value: FixedWidthInteger>(_ value: Value, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  static func uuid(_ value: UUID, _ bytes: inout [UInt8]) {
    integer(value.high, &bytes)
    integer(value.low, &bytes)
  }

  static func text(_ value: String, _ bytes: inout [UInt8]) throws(DatabaseError) {
    var value = value
    let isClean = value.withUTF8 { utf8 in
      bytes.append(contentsOf: utf8)
      return !utf8.contains(0)
    }
    if !isClean { throw .invalidText("text can't hold a NUL character") }
  }

  static func bool(_ value: Bool, _ bytes: inout [UInt8]) {
    bytes.append(value ? 1 : 0)
  }

  static func float(_ value: Double, _ bytes: inout [UInt8]) {
    integer(value.bitPattern, &bytes)
  }

  static func timestamp(_ value: Timestamp, _ bytes: inout [UInt8]) {
    switch value.microseconds {
    case .max, .min: integer(value.microseconds, &bytes)
    // A moment before PostgreSQL's range stays out of it, and the server says so; it is never -infinity.
    case let moment: integer(max(moment, .min + 1 + epoch) - epoch, &bytes)
    }
  }

  /// The day of a moment in UTC.
  static func date(_ value: Timestamp, _ bytes: inout [UInt8]) {
    let days = value.microseconds.flooredDivision(by: microsecondsPerDay) - epoch / microsecondsPerDay
    integer(Int32(clamping: days), &bytes)
  }

  static func interval(_ value: Duration, _ bytes: inout [UInt8]) {
    let microseconds = value.wholeMicroseconds
    let days = microseconds.flooredDivision(by: microsecondsPerDay)
    integer(microseconds - days * microsecondsPerDay, &bytes)
    integer(Int32(clamping: days), &bytes)
    integer(Int32(0), &bytes)
  }

  static func jsonb(_ value: [UInt8], _ bytes: inout [UInt8]) {
    bytes.append(jsonbVersion)
    bytes.append(contentsOf: value)
  }

  static func raw(_ value: [UInt8], _ bytes: inout [UInt8]) {
    bytes.append(contentsOf: value)
  }

  /// Bytes before the first element of an array, and of an array that has none.
  static let arrayHeaderLength = 20
  static let emptyArrayLength = 12

  static func arrayHeader(count: Int, hasNulls: Bool, _ element: SQLType, _ bytes: inout [UInt8]) {
    integer(Int32(count == 0 ? 0 : 1), &bytes)
    integer(Int32(hasNulls ? 1 : 0), &bytes)
    integer(element.rawValue, &bytes)
    guard count > 0 else { return }
    integer(Int32(clamping: count), &bytes)
    integer(Int32(1), &bytes)
  }

  /// An array's element: its length, then itself.
  static func element<Value, Failure: Error>(
    _ value: Value, _ bytes: inout [UInt8], _ write: (Value, inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let start = bytes.count
    integer(Int32(0), &bytes)
    try write(value, &bytes)
    let length = UInt32(clamping: bytes.count - start - 4)
    for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(index))) }
  }
}
