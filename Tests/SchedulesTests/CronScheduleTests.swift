import Testing
import Values

@testable import Schedules

@Suite("Cron schedule")
struct CronScheduleTests {
  private func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Timestamp {
    CivilTime(year: year, month: month, day: day, hour: hour, minute: minute).timestamp
  }

  private func texts(
    _ cron: String, from start: Timestamp, _ count: Int, dayOr: Bool = true, zone: ZoneRules = .utc
  ) throws -> [String] {
    CronSchedule(try CronExpression(cron), dayOr: dayOr, zone: zone).dates(from: start).prefix(count).map(\.text)
  }

  @Test("A tick at the start is the first date, and a start within a second is rounded up")
  func start() throws {
    let tick = utc(2026, 1, 1, 9)
    #expect(try texts("0 9 * * *", from: tick, 1) == ["2026-01-01T09:00:00Z"])
    #expect(try texts("0 9 * * *", from: tick + .microseconds(1), 1) == ["2026-01-02T09:00:00Z"])
  }

  @Test("A time that the clocks skip comes as far behind the change, and once")
  func gap() throws {
    let start = utc(2026, 3, 7, 12)
    #expect(
      try texts("30 2 * * *", from: start, 2, zone: .newYork) == ["2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z"])
    #expect(
      try texts("*/30 * * * *", from: utc(2026, 3, 8, 6), 4, zone: .newYork) == [
        "2026-03-08T06:00:00Z", "2026-03-08T06:30:00Z", "2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z",
      ])
  }

  @Test("Which dates there are near a change of the clocks does not depend on the start")
  func startWithinShift() throws {
    // Of 02:15 and 02:45, which the clocks skip, and 03:30, which they show.
    let dates = ["2026-03-08T07:15:00Z", "2026-03-08T07:30:00Z", "2026-03-08T07:45:00Z"]
    for (minute, expected) in [(0, dates), (20, Array(dates[1...])), (31, Array(dates[2...]))] {
      let start = utc(2026, 3, 8, 7, minute)
      #expect(try texts("15,30,45 2,3 8 3 *", from: start, 3, zone: .newYork).prefix(expected.count) == expected[...])
    }
    #expect(try texts("0 * * * *", from: utc(2026, 11, 1, 6, 0), 1, zone: .newYork) == ["2026-11-01T07:00:00Z"])
  }

  @Test("A time that comes twice is taken the first time only")
  func overlap() throws {
    #expect(
      try texts("0 * * * *", from: utc(2026, 11, 1, 4), 3, zone: .newYork) == [
        "2026-11-01T04:00:00Z", "2026-11-01T05:00:00Z", "2026-11-01T07:00:00Z",
      ])
  }

  @Test(
    "What croniter reads is read as croniter reads it",
    arguments: [
      ("0 0 l * *", "2026-01-31T00:00:00Z"), ("0 0 * * fri#2", "2026-01-09T00:00:00Z"),
      ("0 0 * * L5", "2026-01-30T00:00:00Z"), ("0 22-2 * * *", "2026-01-01T00:00:00Z"),
      ("@yearly", "2026-01-01T00:00:00Z"), ("0 0 ? * 7", "2026-01-04T00:00:00Z"),
      ("0 0 1 1 * 30", "2026-01-01T00:00:30Z"), ("0 0 1 1 * 0 2030", "2030-01-01T00:00:00Z"),
      ("0 0 29 feb *", "2028-02-29T00:00:00Z"), ("5/20 3 * * *", "2026-01-01T03:05:00Z"),
      ("0 0 0 1 * 0", "2026-01-01T00:00:00Z"), ("0 0 * * fri-mon/2", "2026-01-02T00:00:00Z"),
    ])
  func dialect(_ pair: (cron: String, first: String)) throws {
    #expect(try texts(pair.cron, from: utc(2026, 1, 1), 1) == [pair.first])
  }

  @Test("Day of month and day of week are one or the other, or both")
  func days() throws {
    #expect(
      try texts("0 0 13 * fri", from: utc(2026, 1, 10), 2) == ["2026-01-13T00:00:00Z", "2026-01-16T00:00:00Z"])
    #expect(try texts("0 0 13 * fri", from: utc(2026, 1, 10), 1, dayOr: false) == ["2026-02-13T00:00:00Z"])
  }

  @Test("From within February a day that it lacks leads over the first days of March")
  func shortMonth() throws {
    #expect(
      try texts("0 0 */10 * *", from: utc(2026, 2, 20), 2) == ["2026-02-21T00:00:00Z", "2026-03-11T00:00:00Z"])
  }

  @Test(
    "An expression without a match has no dates, soon", arguments: ["0 0 30 2 *", "0 0 1 1 * 0 2020", "0 0 31 4 *"])
  func never(_ cron: String) throws {
    #expect(try texts(cron, from: utc(2026, 1, 1), 1) == [])
  }

  @Test(
    "What croniter refuses is refused",
    arguments: [
      "", "* * * *", "* * * * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 0 *", "* * * * 8",
      "*/0 * * * *",
      "1-2-3 * * * *", "-1 * * * *", "a * * * *", "* * * * mon#6", "* * * * 1,2#3", "? * * * *", "* * LW * *",
      "* * 15W * *", "h * * * *", "@reboot", " @daily", "* * * * * 7 1969", "0 0 * * 7 0", "r(9-3) * * * *",
      "r/0 * * * *",
      "* * * * *#2", "5/ * * * *", "/5 * * * *", "l-5 * * * *", "* * * * l",
    ])
  func refused(_ cron: String) {
    #expect(throws: CronError.self) { try CronExpression(cron) }
  }

  @Test("What is drawn at random is drawn from its range, and the same every time")
  func random() throws {
    for spread in 0..<200 as Range<UInt32> {
      let expression = try CronExpression("r(10-19) r r/10 * *", spread: spread)
      #expect(expression.minute.values.allSatisfy { (10...19).contains($0) })
      #expect(try CronExpression("r(10-19) r r/10 * *", spread: spread) == expression)
      #expect(expression.hour.values.count == 1)
    }
    #expect(CronExpression.isRandom("r 0 * * *"))
    #expect(!CronExpression.isRandom("r(0-5) 0 * * *"))
  }

  @Test("Long expressions are refused")
  func long() {
    #expect(throws: CronError.self) { try CronExpression(String(repeating: "1,", count: 4000) + "1 * * * *") }
  }
}

extension ZoneRules {
  /// New York by its rule alone.
  static let newYork = ZoneRules(
    name: "America/New_York", transitions: [], offsets: [], firstOffset: 0, rule: PosixZone("EST5EDT,M3.2.0,M11.1.0"))
}
