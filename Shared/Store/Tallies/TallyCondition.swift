internal import Models
internal import Postgres
internal import Values

/// What filters of runs or events ask of a tally `s`, where a tally can tell.
struct TallyCondition {
  /// None of a tally's runs satisfies the filters unless these hold.
  private(set) var some: [Condition] = []
  /// All of them do if these hold too. Where they don't, the runs are read one by one.
  private(set) var whole: [Condition] = []
  /// What the filters ask of slots `c`: among those, changed ones are looked for.
  private(set) var slots: [Condition] = []
  /// What the filters ask of runs that an index knows together with the time when they were expected.
  var indexed = Condition.always

  /// Adds what must be the same for all runs of a tally.
  mutating func require(_ condition: Condition) {
    some.append(condition)
  }

  /// Adds when the runs were expected, or the events occurred: from one moment until before another; each half may be open.
  mutating func expect(from start: Timestamp?, until end: Timestamp?) {
    if let start {
      some.append(.test("s.slot > $ - interval '5 minutes'", [.timestamp(start)]))
      slots.append(.test("c.slot > $ - interval '5 minutes'", [.timestamp(start)]))
      whole.append(.test("s.slot >= $", [.timestamp(start)]))
    }
    if let end {
      some.append(.test("s.slot < $", [.timestamp(end)]))
      slots.append(.test("c.slot < $", [.timestamp(end)]))
      whole.append(.test("s.slot + interval '5 minutes' <= $", [.timestamp(end)]))
    }
  }

  /// Adds a filter of something of which the first and the last moment are known.
  mutating func restrict(_ filter: TimeFilter, first: SQLText, last: SQLText) {
    if let after = filter.after {
      some.append(.test(last + " >= $", [.timestamp(after)]))
      whole.append(.test(first + " >= $", [.timestamp(after)]))
    }
    if let before = filter.before {
      some.append(.test(first + " <= $", [.timestamp(before)]))
      whole.append(.test(last + " <= $", [.timestamp(before)]))
    }
  }

  /// Adds that each of the parts of time, of so many microseconds, takes or leaves a tally whole.
  mutating func divide(into length: Int64, from start: Timestamp) {
    whole.append(
      .test(
        """
        date_bin($::int8 * interval '1 microsecond', s.slot, $)
          = date_bin($::int8 * interval '1 microsecond', s.slot + interval '5 minutes' - interval '1 microsecond', $)
        """,
        [.int8(length), .timestamp(start), .int8(length), .timestamp(start)]))
  }
}
