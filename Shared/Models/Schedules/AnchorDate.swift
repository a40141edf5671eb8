internal import JSON
public import Values

/// A moment together with the offset from UTC with which it was sent.
public struct AnchorDate: Sendable, Hashable {
  public var moment: Timestamp
  /// Seconds east of UTC.
  public var offset: Int

  public init(_ moment: Timestamp, offset: Int = 0) {
    self.moment = moment
    self.offset = offset
  }

  /// RFC 3339 at that offset, `Z` for UTC.
  public var text: String {
    let local = Timestamp(microseconds: moment.microseconds + Int64(offset) * 1_000_000).text
    guard offset != 0 else { return local }
    return local.dropLast() + AnchorDate.text(ofOffset: offset)
  }

  /// `+01:00`; the seconds that offsets of long ago have are added where they are not zero.
  public static func text(ofOffset offset: Int) -> String {
    func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let size = offset.magnitude
    let seconds = Int(size % 60)
    return (offset < 0 ? "-" : "+") + pair(Int(size / 3600)) + ":" + pair(Int(size / 60 % 60))
      + (seconds == 0 ? "" : ":" + pair(seconds))
  }

  /// The offset at the end of a text that is a moment; 0 where there is none.
  public static func offset(in text: String) -> Int {
    let bytes = Array(text.utf8)
    // A sign before the time of day belongs to the date.
    guard bytes.count > 16,
      let place = bytes.indices.last(where: { bytes[$0] == UInt8(ascii: "+") || bytes[$0] == UInt8(ascii: "-") }),
      place > 10
    else { return 0 }
    let digits = bytes[(place + 1)...].filter { $0 != UInt8(ascii: ":") }.map { Int($0) - 48 }
    guard digits.count >= 2, digits.allSatisfy({ (0...9).contains($0) }) else { return 0 }
    let minutes = digits.count >= 4 ? digits[2] * 10 + digits[3] : 0
    let offset = ((digits[0] * 10 + digits[1]) * 60 + minutes) * 60
    return bytes[place] == UInt8(ascii: "-") ? -offset : offset
  }
}

extension Reading where Value == AnchorDate {
  /// A moment as it is sent; one without a zone is in UTC.
  public static let anchorDate = Reading(schema: .timestamp, fallback: AnchorDate(Timestamp(microseconds: 0))) {
    value, problems in
    let before = problems.count
    let moment = Reading<Timestamp>.timestamp.read(value, problems)
    guard problems.count == before else { return nil }
    return AnchorDate(moment, offset: value.text.map(AnchorDate.offset(in:)) ?? 0)
  }
}
