import Testing
import Values

@testable import Schedules

@Suite("Recurrence schedule")
struct RecurrenceScheduleTests {
  private func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Timestamp {
    CivilTime(year: year, month: month, day: day, hour: hour, minute: minute).timestamp
  }

  private func read(_ text: String) throws -> RecurrenceSet {
    try RecurrenceSet(text, isZone: { $0 == "America/New_York" })
  }

  private func texts(
    _ text: String, from start: Timestamp, _ count: Int, zone: ZoneRules = .utc
  ) throws -> [String] {
    RecurrenceSchedule(try read(text), zone: zone).dates(from: start, through: utc(9999, 12, 30)).prefix(count)
      .map(\.text)
  }

  @Test("Without DTSTART a rule starts with 2020, at midnight of the place")
  func defaultStart() throws {
    #expect(
      try texts("freq=weekly", from: utc(2026, 1, 1), 1, zone: .newYork) == ["2026-01-07T05:00:00Z"])
  }

  @Test("Wall times are those of the schedule's zone, whatever the text says")
  func relabelled() throws {
    for start in ["DTSTART:20260101T100000Z", "DTSTART;TZID=America/New_York:20260101T100000"] {
      #expect(
        try texts("\(start)\nRRULE:FREQ=DAILY", from: utc(2026, 1, 1), 1, zone: .newYork) == ["2026-01-01T15:00:00Z"])
    }
  }

  @Test("A time that the clocks skip comes early, one that comes twice the first time")
  func changes() throws {
    let rule = "DTSTART:20260101T000000\nRRULE:FREQ=DAILY;BYHOUR=1,2;BYMINUTE=30"
    #expect(
      try texts(rule, from: utc(2026, 3, 8, 6), 2, zone: .newYork) == ["2026-03-08T06:30:00Z", "2026-03-09T05:30:00Z"])
    #expect(
      try texts(rule, from: utc(2026, 11, 1, 5), 2, zone: .newYork) == ["2026-11-01T05:30:00Z", "2026-11-01T07:30:00Z"])
  }

  @Test(
    "Rules pick the days that dateutil picks",
    arguments: [
      ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30T00:00:00Z"), ("FREQ=YEARLY;BYEASTER=0", "2026-04-05T00:00:00Z"),
      ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "2026-05-11T00:00:00Z"),
      ("FREQ=YEARLY;BYYEARDAY=-1", "2026-12-31T00:00:00Z"),
      ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-30T00:00:00Z"),
      ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4,5", "2026-05-31T00:00:00Z"),
      ("FREQ=DAILY;BYDAY=TH(1)", "2026-01-01T00:00:00Z"),
      ("FREQ=HOURLY;INTERVAL=5;BYHOUR=23", "2026-01-02T23:00:00Z"),
      ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29T00:00:00Z"),
    ])
  func days(_ pair: (rule: String, first: String)) throws {
    #expect(try texts(pair.rule, from: utc(2026, 1, 1), 1) == [pair.first])
  }

  @Test("A set has the dates of all its rules and its own, less what is excluded")
  func set() throws {
    let text = """
      DTSTART:20260101T090000
      RRULE:FREQ=DAILY;COUNT=4
      RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260105T090000
      RDATE:20260103T120000,20260201
      EXDATE:20260102T090000
      EXRULE:FREQ=WEEKLY;BYDAY=SU
      """
    #expect(
      try texts(text, from: utc(2026, 1, 1), 10) == [
        "2026-01-01T09:00:00Z", "2026-01-03T09:00:00Z", "2026-01-03T12:00:00Z", "2026-01-05T09:00:00Z",
        "2026-02-01T00:00:00Z",
      ])
  }

  @Test("A COUNT is counted from the start, however far that is")
  func count() throws {
    let start = "DTSTART:20200101T000000\nRRULE:"
    #expect(try texts("\(start)FREQ=SECONDLY;COUNT=200000000", from: utc(2026, 5, 3, 19, 33), 2).count == 1 + 1)
    #expect(try texts("\(start)FREQ=SECONDLY;COUNT=200000000", from: utc(2026, 5, 4), 2) == [])
    #expect(try texts("\(start)FREQ=MONTHLY;BYDAY=1MO;COUNT=75", from: utc(2026, 3, 1), 2) == ["2026-03-02T00:00:00Z"])
    #expect(try texts("\(start)FREQ=DAILY;COUNT=2", from: utc(2020, 1, 2), 3) == ["2020-01-02T00:00:00Z"])
    #expect(try texts("\(start)FREQ=DAILY;COUNT=2", from: utc(2020, 1, 2, 0, 1), 3) == [])
    #expect(try texts("\(start)FREQ=DAILY;COUNT=2", from: utc(2020, 1, 3), 3) == [])
    #expect(try texts("\(start)FREQ=HOURLY;INTERVAL=10;COUNT=1", from: utc(2020, 1, 1, 5), 3) == [])
    #expect(try texts("\(start)FREQ=DAILY;COUNT=0", from: utc(2020, 1, 1), 1) == [])
  }

  @Test(
    "A rule that never comes, or hardly ever, costs little",
    arguments: [
      "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=0",
      "FREQ=MINUTELY;BYDAY=MO;BYMONTH=13", "FREQ=YEARLY;INTERVAL=99999999999999999999", "FREQ=DAILY;INTERVAL=-1",
      "FREQ=SECONDLY;INTERVAL=86400;BYHOUR=5;COUNT=9", "RRULE:FREQ=DAILY\nEXRULE:FREQ=DAILY",
      "FREQ=MINUTELY;COUNT=9000000000;BYMONTHDAY=32",
    ])
  func never(_ rule: String) throws {
    #expect(try texts(rule, from: utc(2026, 1, 1), 1) == [])
  }

  @Test("The first date is found at once where a rule has millions of dates before it")
  func seeks() throws {
    let rule = "FREQ=YEARLY;BYHOUR=\(list(24));BYMINUTE=\(list(60));BYSECOND=\(list(60));BYDAY=MO,TU,WE,TH,FR,SA,SU"
    #expect(try texts("DTSTART:19000101\n\(rule)", from: utc(2026, 7, 1, 12, 30), 1) == ["2026-07-01T12:30:00Z"])
  }

  private func list(_ count: Int) -> String {
    (0..<count).map { "\($0)" }.joined(separator: ",")
  }

  @Test(
    "What dateutil refuses is refused in its words",
    arguments: [
      ("", "empty string"), ("FREQ=FOO", "invalid 'FREQ': FOO"), ("FREQ=DAILY;X=1", "unknown parameter 'X'"),
      ("FREQ", "not enough values to unpack (expected 2, got 1)"),
      ("FREQ=DAILY=1", "too many values to unpack (expected 2)"), ("FREQ=DAILY;BYHOUR=25", "hour must be in 0..23"),
      ("DTSTART:FOO\nFREQ=DAILY", "Unknown string format: FOO"),
      ("DTSTART:20261301\nFREQ=DAILY", "month must be in 1..12: 20261301"),
      (
        "DTSTART:20260101T000000\nFREQ=DAILY;UNTIL=20270101T000000Z",
        "RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware"
      ),
      ("FREQ=DAILY;UNTIL=abc", "invalid 'UNTIL': ABC"), ("FREQ=DAILY;BYDAY=0MO", "invalid 'BYDAY': 0MO"),
      ("FREQ=DAILY;BYSETPOS=0", "bysetpos must be between 1 and 366, or between -366 and -1"),
      ("A:B:C", "unsupported property: A"), ("RRULE;X=1:FREQ=DAILY", "unsupported RRULE parm: X=1"),
      ("EXDATE;FOO=1:20260101\nFREQ=DAILY", "unsupported parm: FOO=1"),
      ("FREQ=HOURLY;INTERVAL=2;BYHOUR=3", "Invalid rrule byxxx generates an empty set."),
      (
        "DTSTART;TZID=America/New_York:20260101T000000Z\nFREQ=DAILY",
        "DTSTART/EXDATE specifies multiple timezone"
      ),
    ])
  func refused(_ pair: (text: String, reason: String)) {
    #expect(throws: RecurrenceError(pair.reason)) { try read(pair.text) }
  }

  @Test("What is stored says when it starts, and fast rules start lately")
  func normalized() throws {
    func normalized(_ text: String) throws -> String {
      try read(text).normalized(text, localNow: CivilTime(year: 2026, month: 5, day: 1, hour: 10, minute: 7, second: 3))
    }
    #expect(try normalized("FREQ=DAILY") == "DTSTART:20200101T000000\nFREQ=DAILY")
    #expect(try normalized("FREQ=MINUTELY;INTERVAL=7") == "DTSTART:20260501T100600\nFREQ=MINUTELY;INTERVAL=7")
    #expect(try normalized("FREQ=SECONDLY;COUNT=3") == "DTSTART:20200101T000000\nFREQ=SECONDLY;COUNT=3")
    for kept in ["DTSTART:20250101\nFREQ=DAILY", "FREQ=DAILY;UNTIL=20300101T000000Z"] {
      #expect(try normalized(kept) == kept)
    }
  }
}
