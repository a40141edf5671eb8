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
    /// The days among them that are tallied as such.
    let days: (start: Timestamp?, end: Timestamp)?

    /// - Returns: nil if there are none.
    init?(from start: Timestamp?, until end: Timestamp, takesDays: Bool) {
      (self.start, self.end) = (start.map(TallyLength.fiveMinutes.start(from:)), TallyLength.fiveMinutes.start(of: end))
      if let start = self.start, start >= self.end { return nil }
      let (first, last) = (self.start.map(TallyLength.day.start(from:)), TallyLength.day.start(of: self.end))
      days = takesDays && first.map { $0 < last } ?? true ? (first, last) : nil
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
      Part(from: start, until: min(end, condition.end ?? end), takesDays: condition.takesDays)
    }
    guard let past = part(from: condition.start, until: progress.until) else { return nil }
    (self.condition, self.until, self.past) = (condition, progress.until, past)
    if past.end < progress.ahead.start, progress.ahead.start < progress.ahead.end {
      ahead = part(from: progress.ahead.start, until: progress.ahead.end)
    }
  }

  fileprivate var parts: [Part] { [past] + (ahead.map { [$0] } ?? []) }

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
    let days = parts.compactMap(\.days)
    if !days.isEmpty { query.appendDays(rows, columns, days, self) }
    query.append("five AS (")
    query.appendSlots(rows, columns, self)
    query.append("), apart AS MATERIALIZED (SELECT slot FROM change")
    if !self.condition.whole.isEmpty { query.append(" UNION SELECT slot FROM five WHERE NOT whole") }
    query.append("), tally AS (SELECT * FROM five WHERE slot NOT IN (SELECT slot FROM apart)")
    if !days.isEmpty { query.append(" UNION ALL SELECT * FROM day WHERE slot NOT IN (SELECT slot FROM apart_day)") }
    query.append("), counted AS (")
    let names = query.appendRows(rows, where: condition, self, inParts: inParts)
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

extension QueryText {
  /// The tallies `day` of whole days, and the days `apart_day` of which the slots are to be read instead.
  fileprivate mutating func appendDays(
    _ rows: Tallied, _ columns: [TallyColumn], _ spans: [(start: Timestamp?, end: Timestamp)], _ span: TallySpan
  ) {
    append("day AS (")
    for (index, days) in spans.enumerated() {
      if index > 0 { append(" UNION ALL ") }
      appendTallies(rows, .day, columns, span)
      append(from: days.start, until: days.end, of: "s.slot")
    }
    append("), apart_day AS MATERIALIZED (")
    for (index, days) in spans.enumerated() {
      append((index == 0 ? "" : " UNION ") + "SELECT apus.tally_day(slot) AS slot FROM change WHERE TRUE")
      append(from: days.start, until: days.end, of: "slot")
      append(" UNION SELECT c.slot FROM " + rows.changes(of: .day))
      append(from: days.start, until: days.end, of: "c.slot")
    }
    if !span.condition.whole.isEmpty { append(" UNION SELECT slot FROM day WHERE NOT whole") }
    append("), ")
  }

  /// The tallies of slots that are not in a whole day.
  fileprivate mutating func appendSlots(_ rows: Tallied, _ columns: [TallyColumn], _ span: TallySpan) {
    var isFirst = true

    func begin(_ query: inout QueryText) {
      if !isFirst { query.append(" UNION ALL ") }
      isFirst = false
    }
    func appendSlots(from start: Timestamp?, until end: Timestamp, to query: inout QueryText) {
      begin(&query)
      query.appendTallies(rows, .fiveMinutes, columns, span)
      query.append(from: start, until: end, of: "s.slot")
    }
    if span.parts.contains(where: { $0.days != nil }) {
      begin(&self)
      append("SELECT s.* FROM apart_day CROSS JOIN LATERAL (")
      appendTallies(rows, .fiveMinutes, columns, span)
      append(" AND s.slot >= apart_day.slot AND s.slot < apart_day.slot + interval '1 day' OFFSET 0) s")
    }
    for part in span.parts {
      guard let days = part.days else {
        appendSlots(from: part.start, until: part.end, to: &self)
        continue
      }
      if let start = part.start, let first = days.start, start < first {
        appendSlots(from: start, until: first, to: &self)
      }
      if days.end < part.end { appendSlots(from: days.end, until: part.end, to: &self) }
    }
  }

  /// The tallies of any slots; what follows restricts them.
  private mutating func appendTallies(
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
    append(all + "apart CROSS JOIN LATERAL (" + all + rows.source + " WHERE " + moment + " >= apart.slot AND ")
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

  /// Restricts a moment to a span of time, of which each half may be open.
  fileprivate mutating func append(from start: Timestamp?, until end: Timestamp?, of moment: SQLText) {
    if let start { append(" AND " + moment + " >= $", [.timestamp(start)]) }
    if let end { append(" AND " + moment + " < $", [.timestamp(end)]) }
  }
}
