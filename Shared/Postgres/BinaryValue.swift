internal import Values

/// Reads values out of PostgreSQL's binary form; nil when the bytes are not of that form. Nothing is read past the end.
enum BinaryValue {
  static func integer(_ bytes: UnsafeRawBufferPointer) -> Int? {
    switch bytes.count {
    case 2: Int(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
    case 4: Int(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
    case 8: Int(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
    default: nil
    }
  }

  static func uuid(_ bytes: UnsafeRawBufferPointer) -> UUID? {
    guard bytes.count == 16 else { return nil }
    return UUID(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  static func text(_ bytes: UnsafeRawBufferPointer) -> String? { String(decoding: bytes, as: UTF8.self) }

  static func bool(_ bytes: UnsafeRawBufferPointer) -> Bool? { bytes.count == 1 ? bytes[0] != 0 : nil }

  static func float(_ bytes: UnsafeRawBufferPointer) -> Double? {
    switch bytes.count {
    case 8: Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
    case 4: Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
    default: nil
    }
  }

  static func timestamp(_ bytes: UnsafeRawBufferPointer) -> Timestamp? {
    guard bytes.count == 8 else { return nil }
    let value = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    if value == .max || value == .min { return Timestamp(microseconds: value) }
    // The last of PostgreSQL's years are past what fits when counted from 1970.
    let (moment, overflow) = value.addingReportingOverflow(BinaryForm.epoch)
    return Timestamp(microseconds: overflow ? .max - 1 : moment)
  }

  static func interval(_ bytes: UnsafeRawBufferPointer) -> Duration? {
    guard bytes.count == 16 else { return nil }
    let microseconds = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    let days = Int64(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self)))
    let months = Int64(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: Int32.self)))
    let wholeDays = days + months / 12 * 365 + months % 12 * 30
    return .microseconds(microseconds) + .seconds(wholeDays * 86_400)
  }

  static func jsonb(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    guard bytes.first == BinaryForm.jsonbVersion else { return nil }
    return [UInt8](bytes.dropFirst())
  }

  static func raw(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? { [UInt8](bytes) }

  /// An array of no or one dimension whose elements' type is accepted.
  static func array<Value>(
    _ bytes: UnsafeRawBufferPointer, _ accepts: (SQLType) -> Bool, _ read: (UnsafeRawBufferPointer) -> Value?
  ) -> [Value?]? {
    guard bytes.count >= 12 else { return nil }
    func word(_ offset: Int) -> Int {
      Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }
    guard accepts(SQLType(rawValue: UInt32(truncatingIfNeeded: word(8)))) else { return nil }
    if word(0) == 0 { return [] }
    guard word(0) == 1, bytes.count >= 20 else { return nil }
    let count = word(12)
    // Every element takes four bytes at least, so the count can't ask for more memory than was sent.
    guard count >= 0, count <= (bytes.count - 20) / 4 else { return nil }
    var items: [Value?] = []
    items.reserveCapacity(count)
    var offset = 20
    for _ in 0..<count {
      guard bytes.count - offset >= 4 else { return nil }
      let length = word(offset)
      offset += 4
      if length < 0 {
        items.append(nil)
        continue
      }
      guard bytes.count - offset >= length,
        let item = read(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
      else { return nil }
      items.append(item)
      offset += length
    }
    return items
  }
}
