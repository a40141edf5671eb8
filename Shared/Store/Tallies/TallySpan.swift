internal import Postgres
internal import Values

/// Up to when rows are tallied.
struct TallyProgress {
  let until: Timestamp
  /// From when until when of the time to come; from later, if they are not.
  let ahead: (start: Timestamp, end: Timestamp)
}

/// Which slots tallies tell of what is asked for; what was expected before, between and after these is read row by row.
struct TallySpan {
  /// How old tallies may be, at the most, to be used: where nobody tallies, what is read beside them grows and grows.
  private static let patience = Duration.seconds(86_400)

  /// Slots without a gap.
  struct Part {
    /// Where they begin, nil for the first there is; and where they end.
    let start: Timestamp?
    let end: Timestamp

    /// - Returns: nil if there are none of the length within the moments.
    init?(_ length: TallyLength, from start: Timestamp?, until end: Timestamp) {
      (self.start, self.end) = (start.map(length.start(from:)), length.start(of: end))
      if let start = self.start, start >= self.end { return nil }
    }
  }

  let condition: TallyCondition
  /// Up to when rows are tallied.
  let until: Timestamp
  let past: Part
  /// Of the time to come.
  private(set) var ahead: Part?

  /// - Returns: nil if tallies are of no use.
  init?(_ condition: TallyCondition, _ progress: TallyProgress, now: Timestamp) {
    guard progress.until >= now - TallySpan.patience else { return nil }
    func part(from start: Timestamp?, until end: Timestamp) -> Part? {
      Part(.fiveMinutes, from: start, until: min(end, condition.end ?? end))
    }
    guard let past = part(from: condition.start, until: progress.until) else { return nil }
    (self.condition, self.until, self.past) = (condition, progress.until, past)
    if past.end < progress.ahead.start, progress.ahead.start < progress.ahead.end {
      ahead = part(from: progress.ahead.start, until: progress.ahead.end)
    }
  }

  fileprivate var parts: [Part] { [past] + (ahead.map { [$0] } ?? []) }

  /// Those slots of a part that are within longer ones that are tallied as such; nil if there are none.
  fileprivate func inside(_ part: Part, _ length: TallyLength) -> Part? {
    condition.division?.suits(length) ?? true ? Part(length, from: part.start, until: part.end) : nil
  }

  /// The slots that lie in two parts of a division.
  fileprivate func cuts(_ division: TallyDivision) -> [TallyDivision.Cut] {
    parts.flatMap { division.cuts(from: $0.start ?? division.start, until: $0.end) }
  }

  /// Of which lengths tallies are asked for, from the longest to the shortest.
  fileprivate var lengths: [TallyLength] {
    TallyLength.allCases.reversed().filter { length in parts.contains { inside($0, length) != nil } }
  }

  /// Without the tallies of the time to come, which don't tell how late runs are: none is yet.
  var ofPast: TallySpan {
    var span = self
    span.ahead = nil
    return span
  }

  /// Begins a query with what satisfies a condition: tallies `tally`, and rows that are in none of these, `counted` or, where
  /// the parts of these are to be asked one by one, under several names.
  ///
  /// All see one snapshot. Runs are read by the time when they were expected (OFFSET 0 keeps other conditions out of the
  /// choice of an index), since that is what bounds how many there are; the database can't know. So are tallies of a day.
  ///
  /// Where what is found is divided by time, there are also the rows `moved` of each slot's smaller share, twice each: for
  /// the `part` that they are in, and against the one that the tallies of the slot count for; `sign` is 1 or -1.
  ///
  /// - Parameter columns: What of a tally is wanted beside its slot, and beside when that ends, `stop`.
  func query(_ rows: Tallied, _ columns: [TallyColumn], where condition: Condition) -> QueryText {
    query(rows, columns, where: condition, inParts: false).0
  }

  /// - Returns: The query, and under which names the rows are to be found.
  func query(
    _ rows: Tallied, _ columns: [TallyColumn], where condition: Condition, inParts: Bool
  ) -> (QueryText, [SQLText]) {
    var query = QueryText(
      "WITH tallied AS MATERIALIZED (SELECT apus.still_tallied(" + rows.name + ", $)", [.timestamp(until)])
    if let ahead, let start = ahead.start {
      query.append(
        " AND apus.still_tallied_ahead(" + rows.name + ", $, $)", [.timestamp(start), .timestamp(ahead.end)])
    }
    query.append(" AS still), change AS MATERIALIZED (")
    for (index, part) in parts.enumerated() {
      query.append(
        (index == 0 ? "SELECT" : " UNION SELECT") + " DISTINCT c.slot FROM " + rows.changes(of: .fiveMinutes))
      query.append(from: part.start, until: part.end, of: "c.slot")
    }
    query.append("), ")
    for length in lengths { query.appendTallies(rows, length, columns, self) }
    query.append("tally AS (")
    for (index, length) in lengths.enumerated() {
      if index > 0 { query.append(" UNION ALL ") }
      query.append("SELECT * FROM " + length.name + " WHERE slot NOT IN (SELECT slot FROM " + length.apart + ")")
    }
    query.append("), counted AS (")
    let names = query.appendRows(rows, where: condition, self, inParts: inParts)
    if let division = self.condition.division {
      query.append("), moved AS (")
      query.appendMoved(rows, where: condition, cuts(division), self)
    }
    query.append(") ")
    // It says itself in which order all is found.
    query.planning = .once
    return (query, names)
  }
}

/// What is known of a tally.
enum TallyColumn {
  case count, event, firstOccurred, lastOccurred, lateness, runTime, running, stateName, stateType, waiting

  fileprivate var text: SQLText {
    switch self {
    case .count: "s.count"
    case .event: "s.event"
    case .firstOccurred: "s.first_occurred"
    case .lastOccurred: "s.last_occurred"
    case .lateness: "s.lateness"
    case .runTime: "s.run_time"
    case .running: "s.running"
    case .stateName: "s.state_name"
    case .stateType: "s.state_type"
    case .waiting: "s.waiting"
    }
  }
}

extension TallyLength {
  /// Under which name a query has the tallies of this length.
  fileprivate var name: SQLText {
    switch self {
    case .fiveMinutes: "five"
    case .hour: "hour"
    case .day: "day"
    }
  }

  /// And under which the slots instead of which the shorter ones that they are made of are to be read, or the rows.
  fileprivate var apart: SQLText { "apart_" + name }
}

extension QueryText {
  /// The tallies of a length: those of longer slots that are to be read apart, and those beside longer slots.
  fileprivate mutating func appendTallies(
    _ rows: Tallied, _ length: TallyLength, _ columns: [TallyColumn], _ span: TallySpan
  ) {
    var isFirst = true

    func begin(_ query: inout QueryText) {
      if !isFirst { query.append(" UNION ALL ") }
      isFirst = false
    }
    func appendPart(from start: Timestamp?, until end: Timestamp, to query: inout QueryText) {
      begin(&query)
      query.appendSlots(rows, length, columns, span)
      query.append(from: start, until: end, of: "s.slot")
    }
    append(length.name + " AS (")
    let longer = length.longer.flatMap { span.lengths.contains($0) ? $0 : nil }
    if let longer {
      begin(&self)
      append("SELECT s.* FROM " + longer.apart + " l CROSS JOIN LATERAL (")
      appendSlots(rows, length, columns, span)
      append(" AND s.slot >= l.slot AND s.slot < l.slot + " + longer.interval + " OFFSET 0) s")
    }
    for part in span.parts.compactMap({ span.inside($0, length) }) {
      guard let inside = longer.flatMap({ span.inside(part, $0) }) else {
        appendPart(from: part.start, until: part.end, to: &self)
        continue
      }
      if let start = part.start, let first = inside.start, start < first {
        appendPart(from: start, until: first, to: &self)
      }
      if inside.end < part.end { appendPart(from: inside.end, until: part.end, to: &self) }
    }
    append("), ")
    appendApart(rows, length, span)
  }

  /// Slots of a length of which shorter ones, or rows, have changed since they were tallied, or which are not asked for whole.
  private mutating func appendApart(_ rows: Tallied, _ length: TallyLength, _ span: TallySpan) {
    append(length.apart + " AS MATERIALIZED (SELECT ")
    guard length != .fiveMinutes else {
      append("slot FROM change")
      if !span.condition.whole.isEmpty { append(" UNION SELECT slot FROM five WHERE NOT whole") }
      append("), ")
      return
    }
    for (index, part) in span.parts.compactMap({ span.inside($0, length) }).enumerated() {
      append((index == 0 ? "" : " UNION SELECT ") + length.start(of: "slot") + " AS slot FROM change WHERE TRUE")
      append(from: part.start, until: part.end, of: "slot")
      for noted in TallyLength.longer where noted.duration <= length.duration {
        append(" UNION SELECT " + length.start(of: "c.slot") + " FROM " + rows.changes(of: noted))
        append(from: part.start, until: part.end, of: "c.slot")
      }
      if let division = span.condition.division {
        let divided = division.divided(length, from: part.start ?? division.start, until: part.end)
        append(" UNION SELECT unnest($::timestamptz[])", [.timestamps(divided)])
      }
    }
    if !span.condition.whole.isEmpty { append(" UNION SELECT slot FROM " + length.name + " WHERE NOT whole") }
    append("), ")
  }

  /// The tallies of any slots; what follows restricts them.
  private mutating func appendSlots(
    _ rows: Tallied, _ length: TallyLength, _ columns: [TallyColumn], _ span: TallySpan
  ) {
    append("SELECT s.slot, s.slot + " + length.interval + " AS stop, ")
    for column in columns { append(column.text + ", ") }
    Condition.all(span.condition.whole).write(to: &self)
    append(" AS whole FROM " + rows.tallies(of: length) + " s WHERE (SELECT still FROM tallied) AND ")
    span.condition.keys.write(to: &self)
    append(" AND ")
    Condition.all(span.condition.some).write(to: &self)
  }

  /// The rows that are read one by one.
  ///
  /// - Returns: The names of what they are found under; `counted`, which has begun, is the first.
  fileprivate mutating func appendRows(
    _ rows: Tallied, where condition: Condition, _ span: TallySpan, inParts: Bool
  ) -> [SQLText] {
    var names: [SQLText] = ["counted"]

    func begin(_ name: SQLText, in query: inout QueryText) {
      query.append(inParts ? "), " + name + " AS (" : " UNION ALL ")
      if inParts { names.append(name) }
    }
    let (row, moment, indexed) = (rows.row, rows.moment, span.condition.indexed)
    let all = "SELECT " + row + ".* FROM " as SQLText
    append(
      all + "apart_five apart CROSS JOIN LATERAL (" + all + rows.source + " WHERE " + moment + " >= apart.slot AND ")
    append(moment + " < apart.slot + interval '5 minutes' AND ")
    indexed.write(to: &self, probing: true)
    append(" OFFSET 0) " + row + " WHERE ")
    condition.write(to: &self, probing: true)

    func appendPart(_ name: SQLText, from start: Timestamp?, until end: Timestamp?, to query: inout QueryText) {
      begin(name, in: &query)
      query.append(all)
      if !span.condition.isIndexed { query.append("(" + all) }
      query.append(rows.source + " WHERE ")
      indexed.write(to: &query, probing: true)
      query.append(from: start, until: end, of: moment)
      if span.condition.isIndexed { return }
      query.append((rows == .events ? ") " : " OFFSET 0) ") + row + " WHERE ")
      condition.write(to: &query, probing: true)
    }
    if let first = span.condition.start, let start = span.past.start, first < start {
      appendPart("counted_before", from: first, until: start, to: &self)
    }
    if let ahead = span.ahead { appendPart("counted_now", from: span.past.end, until: ahead.start, to: &self) }
    let last = span.ahead?.end ?? span.past.end
    if span.condition.end.map({ last < $0 }) ?? true {
      appendPart("counted_after", from: last, until: span.condition.end, to: &self)
    }
    if rows.canBeUntimed, span.condition.start == nil, span.condition.end == nil {
      begin("counted_untimed", in: &self)
      append(all + rows.source + " WHERE " + moment + " IS NULL AND ")
      condition.write(to: &self, probing: true)
    }
    return names
  }

  /// The rows of the smaller shares of slots that lie in two parts, but for slots that are read row by row.
  fileprivate mutating func appendMoved(
    _ rows: Tallied, where condition: Condition, _ cuts: [TallyDivision.Cut], _ span: TallySpan
  ) {
    append("SELECT p.part, p.sign, " + rows.row + ".* FROM ")
    append(
      "unnest($::timestamptz[], $::timestamptz[], $::timestamptz[], $::timestamptz[], $::timestamptz[])",
      [
        .timestamps(cuts.map(\.slot)), .timestamps(cuts.map(\.share.start)), .timestamps(cuts.map(\.share.end)),
        .timestamps(cuts.map(\.parts.share)), .timestamps(cuts.map(\.parts.middle)),
      ])
    append(" cut(slot, start, stop, share_part, middle_part) CROSS JOIN LATERAL (SELECT " + rows.row + ".* FROM ")
    append(rows.source + " WHERE " + rows.moment + " >= cut.start AND " + rows.moment + " < cut.stop AND ")
    span.condition.indexed.write(to: &self, probing: true)
    append(" OFFSET 0) " + rows.row)
    append(" CROSS JOIN LATERAL (VALUES (cut.share_part, 1), (cut.middle_part, -1)) p(part, sign)")
    append(" WHERE cut.slot NOT IN (SELECT slot FROM apart_five) AND ")
    condition.write(to: &self, probing: true)
  }

  /// Restricts a moment to a span of time, of which each half may be open.
  fileprivate mutating func append(from start: Timestamp?, until end: Timestamp?, of moment: SQLText) {
    if let start { append(" AND " + moment + " >= $", [.timestamp(start)]) }
    if let end { append(" AND " + moment + " < $", [.timestamp(end)]) }
  }
}
