internal import Postgres
internal import Values

/// Parts of time into which what is found is divided.
///
/// A slot of tallies may lie in two of them. Its tallies count for the part that has its middle; the rows of the smaller share are
/// read, and count for the other part and against this one.
struct TallyDivision {
  private static let slot = TallyLength.fiveMinutes.duration

  /// How long a part is, in microseconds.
  let length: Int64
  /// When one of them begins.
  let start: Timestamp

  /// Whether slots of a length are of use: the shortest lie in two parts at most, and of longer ones most in one.
  func suits(_ length: TallyLength) -> Bool {
    length.duration.wholeMicroseconds * (length == .fiveMinutes ? 1 : 4) <= self.length
  }

  /// A slot that lies in two parts.
  struct Cut {
    let slot: Timestamp
    /// The smaller share of it, from one moment until before another.
    let share: (start: Timestamp, end: Timestamp)
    /// When the part begins that has the share, and the one that has the middle.
    let parts: (share: Timestamp, middle: Timestamp)
  }

  /// The slots from one moment until before another, each of which is where a slot begins, that lie in two parts.
  func cuts(from start: Timestamp, until end: Timestamp) -> [Cut] {
    beginnings(within: .fiveMinutes, from: start, until: end).map { part, slot in
      let (before, stop) = (part - .microseconds(length), slot + TallyDivision.slot)
      let isMiddleBefore = part > slot + TallyDivision.slot / 2
      return Cut(
        slot: slot, share: isMiddleBefore ? (part, stop) : (slot, part),
        parts: isMiddleBefore ? (share: part, middle: before) : (share: before, middle: part))
    }
  }

  /// The slots of a length that lie in several parts.
  func divided(_ length: TallyLength, from start: Timestamp, until end: Timestamp) -> [Timestamp] {
    beginnings(within: length, from: start, until: end).map(\.slot)
  }

  /// When parts begin between two moments and within a slot of a length, and when the slot begins.
  private func beginnings(
    within length: TallyLength, from start: Timestamp, until end: Timestamp
  ) -> [(part: Timestamp, slot: Timestamp)] {
    let elapsed = max(start.microseconds - self.start.microseconds, 0)
    let first = self.start.microseconds + elapsed / self.length * self.length
    return stride(from: first, to: end.microseconds, by: Int(self.length)).compactMap { microseconds in
      let part = Timestamp(microseconds: microseconds)
      let slot = length.start(of: part)
      return part > start && slot < part ? (part, slot) : nil
    }
  }
}

extension QueryText {
  /// Which part a moment is in, by when it begins.
  mutating func append(partOf moment: SQLText, in division: TallyDivision) {
    append(
      "date_bin($::int8 * interval '1 microsecond', " + moment + ", $)",
      [.int8(division.length), .timestamp(division.start)])
  }

  /// The same of a slot `slot`: that which has its middle.
  mutating func append(partOfSlotIn division: TallyDivision) {
    append(partOf: "slot + interval '150 seconds'", in: division)
  }
}
