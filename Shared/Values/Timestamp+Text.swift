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
    var text = Text(repeating: UInt8(ascii: "-"))
    Timestamp.put(civil.year, digits: 4, at: 0, of: &text)
    Timestamp.put(civil.month, digits: 2, at: 5, of: &text)
    Timestamp.put(civil.day, digits: 2, at: 8, of: &text)
    text[10] = UInt8(ascii: "T")
    Timestamp.put(civil.hour, digits: 2, at: 11, of: &text)
    text[13] = UInt8(ascii: ":")
    Timestamp.put(civil.minute, digits: 2, at: 14, of: &text)
    text[16] = UInt8(ascii: ":")
    Timestamp.put(civil.second, digits: 2, at: 17, of: &text)
    text[19] = UInt8(ascii: ".")
    Timestamp.put(civil.microsecond, digits: 6, at: 20, of: &text)
    let count = civil.microsecond == 0 ? 19 : 26
    text.span.withUnsafeBufferPointer { output.append(contentsOf: $0[..<count]) }
  }

  /// Made whole and appended at once, as identifiers are.
  private typealias Text = InlineArray<26, UInt8>

  /// The last so many decimal digits of a number that is not negative.
  @inline(__always)
  private static func put(_ value: Int, digits: Int, at start: Int, of text: inout Text) {
    var rest = UInt32(truncatingIfNeeded: value)
    for place in (start..<start + digits).reversed() {
      text[place] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
      rest /= 10
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
