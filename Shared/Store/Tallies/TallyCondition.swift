internal import Models
internal import Postgres
internal import Values

/// What filters of runs or events ask of a tally `s`, where tallies can tell.
struct TallyCondition {
  /// What all rows that are asked for have in common, each one at most once.
  enum Keys {
    /// Nothing.
    case none
    /// Something by which no tallies are kept.
    case unknown
    case flows([UUID])
    case workQueues([UUID])
    case tag(String)
    /// One of these queues, and the tag.
    case workQueuesTag([UUID], String)
  }

  /// By what the tallies are kept that tell.
  var keys = Keys.none
  /// None of a tally's rows satisfies the filters unless these hold.
  private(set) var some: [Condition] = []
  /// All of them do if these hold too. Where they don't, the rows are read one by one.
  private(set) var whole: [Condition] = []
  /// From which moment the runs were expected, or the events occurred; nil if that is open.
  private(set) var start: Timestamp?
  /// And until before which other.
  private(set) var end: Timestamp?
  /// Into which parts of time what is found is divided; nil if it is not.
  private(set) var division: TallyDivision?
  /// What the filters ask of runs that an index knows together with the time when they were expected.
  var indexed = Condition.always

  /// Whether nothing is asked of rows but what an index knows together with the time when they were expected.
  var isIndexed: Bool {
    guard some.isEmpty, whole.isEmpty else { return false }
    switch keys {
    case .none: return true
    case .flows, .workQueues: if case .always = indexed { return false } else { return true }
    case .unknown, .tag, .workQueuesTag: return false
    }
  }

  /// Adds what must be the same for all rows of a tally.
  mutating func require(_ condition: Condition) {
    some.append(condition)
  }

  /// Adds when the runs were expected, or the events occurred: from one moment until before another; each half may be open.
  mutating func expect(from start: Timestamp?, until end: Timestamp?) {
    if let start { self.start = max(start, self.start ?? start) }
    if let end { self.end = min(end, self.end ?? end) }
  }

  /// The same, where what is found is divided; nil if tallies are of no use for the parts.
  func divided(into division: TallyDivision) -> TallyCondition? {
    guard division.suits(.fiveMinutes) else { return nil }
    var divided = self
    divided.division = division
    return divided
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
}

extension TallyCondition.Keys {
  /// On a tally `s`.
  func write(to query: inout QueryText) {
    switch self {
    case .none: query.append("s.key = ''")
    case .unknown: query.append("FALSE")
    case .flows(let ids): query.append("s.key = ANY($)", [.texts(ids.map { "flow:\($0)" })])
    case .tag(let tag): query.append("s.key = $", [.text("tag:" + tag)])
    case .workQueues(let ids): query.append("s.key = ANY($)", [.texts(ids.map { "queue:\($0)" })])
    case .workQueuesTag(let ids, let tag):
      query.append("s.key = ANY($)", [.texts(ids.map { "queue:\($0),tag:\(tag)" })])
    }
  }
}
