internal import Models
internal import Postgres
internal import Values

extension QueryText {
  /// How many events that satisfy a condition have which name, and the first and the last of them, of which those that are
  /// tallied are not read.
  static func eventNames(where condition: Condition, tallies: TallySpan) -> QueryText {
    var query = tallies.query(.events, [.event, .count, .firstOccurred, .lastOccurred], where: condition)
    query.append(
      """
      SELECT event AS value, event AS label, sum(count)::int8 AS count, min(first_occurred), max(last_occurred) FROM (
        SELECT event, count, first_occurred, last_occurred FROM tally
        UNION ALL SELECT counted.event, count(*), min(counted.occurred), max(counted.occurred) FROM counted GROUP BY 1
      ) e GROUP BY event ORDER BY count DESC, label, value
      """)
    return query
  }

  /// How many events that satisfy a condition occurred in which span of time, by its number, of which those that are tallied
  /// are not read.
  ///
  /// - Parameter tallies: Of spans that take or leave each of them whole.
  static func eventTimes(_ buckets: EventTimeBuckets, where condition: Condition, tallies: TallySpan) -> QueryText {
    var query = tallies.query(.events, [.count], where: condition)
    let bin: [SQLValue] = [.interval(.microseconds(buckets.length)), .timestamp(buckets.start)]
    query.append(
      "SELECT (extract(epoch FROM start - $) * 1000000 / $)::int8, sum(count)::int8 FROM (",
      [.timestamp(buckets.start), .int8(buckets.length)])
    query.append("SELECT date_bin($, slot, $) AS start, count FROM tally", bin)
    query.append(
      " UNION ALL SELECT date_bin($, counted.occurred, $), count(*) FROM counted GROUP BY 1) b GROUP BY 1", bin)
    return query
  }
}

extension EventFilter {
  /// What the filter asks of tallies of events; nil if they can't tell.
  var tallies: TallyCondition? {
    guard !asksForMoreThanNames else { return nil }
    var condition = TallyCondition()
    condition.expect(from: occurred.since, until: occurred.until.map { $0 + .microseconds(1) })
    if let event { condition.require(event.condition(on: "s.event")) }
    return condition
  }
}
