/// The wire's spellings of a moment (contract §1.3). They know the years 1 to 9999; a moment beyond is written as the nearest
/// of them.
extension Timestamp {
  /// 0001-01-01T00:00:00Z, and the last microsecond of the year 9999.
  public static let firstWritten = Timestamp(microseconds: -62_135_596_800_000_000)
  public static let lastWritten = Timestamp(microseconds: 253_402_300_799_999_999)

  /// Appends RFC 3339 in UTC with `Z`; six fraction digits, or none for a whole second.
  public func write(to output: inout [UInt8]) {
    writeCivil(to: &output)
    output.append(UInt8(ascii: "Z"))
  }

  /// Appends the same moment with `+00:00` for the zone, as event labels have it.
  public func writeWithOffset(to output: inout [UInt8]) {
    writeCivil(to: &output)
    output.append(contentsOf: "+00:00".utf8)
  }

  private func writeCivil(to output: inout [UInt8]) {
    let civil = CivilTime(min(max(self, Timestamp.firstWritten), Timestamp.lastWritten))
    Timestamp.append(civil.year, digits: 4, to: &output)
    output.append(UInt8(ascii: "-"))
    Timestamp.append(civil.month, digits: 2, to: &output)
    output.append(UInt8(ascii: "-"))
    Timestamp.append(civil.day, digits: 2, to: &output)
    output.append(UInt8(ascii: "T"))
    Timestamp.append(civil.hour, digits: 2, to: &output)
    output.append(UInt8(ascii: ":"))
    Timestamp.append(civil.minute, digits: 2, to: &output)
    output.append(UInt8(ascii: ":"))
    Timestamp.append(civil.second, digits: 2, to: &output)
    if civil.microsecond != 0 {
      output.append(UInt8(ascii: "."))
      Timestamp.append(civil.microsecond, digits: 6, to: &output)
    }
  }

  private static func append(_ value: Int, digits: Int, to output: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      output.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }

  /// The RFC 3339 text with `Z`.
  public var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(27)
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The RFC 3339 text with `+00:00`.
  public var textWithOffset: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    writeWithOffset(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Timestamp: CustomStringConvertible {
  public var description: String { text }
}
