public import Values

/// When a time zone's clocks say what: the transitions of a TZif file and the rule behind them (RFC 9636).
///
/// Pure: the bytes come from whoever may read files.
public struct ZoneRules: Sendable, Hashable {
  /// The zone's name, for keys and messages.
  public let name: String
  /// The moments at which the offset changes, in seconds since 1970, ascending.
  let transitions: [Int64]
  /// The offset from UTC, in seconds, from each transition on.
  private let offsets: [Int32]
  /// The offset before the first transition.
  private let firstOffset: Int32
  /// What holds behind the last transition.
  let rule: PosixZone?

  public static let utc = ZoneRules(name: "UTC", transitions: [], offsets: [], firstOffset: 0, rule: nil)

  init(name: String, transitions: [Int64], offsets: [Int32], firstOffset: Int32, rule: PosixZone?) {
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
    self.firstOffset = firstOffset
    self.rule = rule
  }

  /// A zone that is always at the same offset from UTC, in seconds.
  public init(fixedOffset seconds: Int, name: String) {
    self.init(name: name, transitions: [], offsets: [], firstOffset: Int32(seconds), rule: nil)
  }

  /// The offset from UTC, in seconds, at a moment.
  public func offset(at moment: Timestamp) -> Int {
    offset(atSecond: moment.microseconds.flooredDivision(by: 1_000_000))
  }

  func offset(atSecond second: Int64) -> Int {
    guard let last = transitions.last else { return rule?.offset(atSecond: second) ?? Int(firstOffset) }
    if second >= last, let rule { return rule.offset(atSecond: second) }
    let next = firstTransition(after: second)
    return Int(next == 0 ? firstOffset : offsets[next - 1])
  }

  /// The place of the first listed transition after a second; their count when there is none.
  func firstTransition(after second: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What a clock in the zone shows at a moment.
  public func local(_ moment: Timestamp) -> CivilTime {
    CivilTime(Timestamp(microseconds: moment.microseconds + Int64(offset(at: moment)) * 1_000_000))
  }

  /// What a wall time means: one moment, two, or none.
  public enum Resolution: Sendable, Equatable {
    case unique(Timestamp)
    /// The clocks were put back: the wall time came twice.
    case ambiguous(first: Timestamp, second: Timestamp)
    /// The clocks were put forward over it. `before` reads it with the offset of before the change, so it lies as far
    /// behind the change as the wall time does; `after` reads it with the offset of after the change.
    case skipped(before: Timestamp, after: Timestamp)
  }

  /// Finds the moments at which the zone's clocks show a wall time.
  public func resolve(_ local: CivilTime) -> Resolution {
    let wall = local.timestamp.microseconds
    let second = wall.flooredDivision(by: 1_000_000)
    // No offset differs from UTC by more than 26 hours, and no two changes lie closer together than that.
    let earlier = Int64(offset(atSecond: second - 26 * 3600))
    let later = Int64(offset(atSecond: second + 26 * 3600))
    let byEarlier = Timestamp(microseconds: wall - earlier * 1_000_000)
    let byLater = Timestamp(microseconds: wall - later * 1_000_000)
    guard earlier != later else { return .unique(byEarlier) }
    let earlierHolds = Int64(offset(at: byEarlier)) == earlier
    let laterHolds = Int64(offset(at: byLater)) == later
    switch (earlierHolds, laterHolds) {
    case (true, true): return .ambiguous(first: min(byEarlier, byLater), second: max(byEarlier, byLater))
    case (true, false): return .unique(byEarlier)
    case (false, true): return .unique(byLater)
    case (false, false): return .skipped(before: byEarlier, after: byLater)
    }
  }
}
