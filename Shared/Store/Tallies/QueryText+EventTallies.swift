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
  /// - Parameter tallies: Divided into the spans.
  static func eventTimes(_ buckets: EventTimeBuckets, where condition: Condition, tallies: TallySpan) -> QueryText {
    var query = tallies.query(.events, [.count], where: condition)
    query.append(
      "SELECT (extract(epoch FROM start - $) * 1000000 / $)::int8, sum(count)::int8 FROM (",
      [.timestamp(buckets.start), .int8(buckets.length)])
    query.append("SELECT ")
    query.append(partOfSlotIn: buckets.division)
    query.append(" AS start, count FROM tally UNION ALL SELECT ")
    query.append(partOf: "counted.occurred", in: buckets.division)
    query.append(", count(*) FROM counted GROUP BY 1")
    query.append(" UNION ALL SELECT part, sum(sign) FROM moved GROUP BY 1) b GROUP BY 1 HAVING sum(count) > 0")
    return query
  }
}

extension EventTimeBuckets {
  var division: TallyDivision { TallyDivision(length: length, start: start) }
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
