import Testing
import Values

@testable import Schedules

@Suite("Interval schedule")
struct IntervalScheduleTests {
  /// New York by its rule alone.
  private static let newYork = ZoneRules(
    name: "America/New_York", transitions: [], offsets: [], firstOffset: 0, rule: PosixZone("EST5EDT,M3.2.0,M11.1.0"))

  private func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Timestamp {
    CivilTime(year: year, month: month, day: day, hour: hour, minute: minute).timestamp
  }

  private func texts(_ interval: Duration, anchor: Timestamp, from start: Timestamp, _ count: Int) throws -> [String] {
    let schedule = try #require(IntervalSchedule(interval: interval, anchor: anchor, zone: Self.newYork))
    return schedule.dates(from: start).prefix(count).map(\.text)
  }

  @Test("An hourly schedule is a fixed grid across both changes of the clocks")
  func hourly() throws {
    let dates = try texts(.seconds(3600), anchor: utc(2020, 1, 1), from: utc(2026, 3, 8, 6, 30), 3)
    #expect(dates == ["2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z", "2026-03-08T09:00:00Z"])
  }

  @Test("A daily schedule keeps its wall time when the clocks go forward after its start")
  func daily() throws {
    let anchor = utc(2026, 3, 6, 14)  // 09:00 in New York
    let dates = try texts(.seconds(86_400), anchor: anchor, from: anchor, 4)
    #expect(
      dates == ["2026-03-06T14:00:00Z", "2026-03-07T14:00:00Z", "2026-03-08T13:00:00Z", "2026-03-09T13:00:00Z"])
  }

  @Test("A wall time that the clocks skip moves forward and stays there")
  func skipped() throws {
    let anchor = utc(2026, 3, 7, 7, 30)  // 02:30 in New York
    let dates = try texts(.seconds(86_400), anchor: anchor, from: anchor, 3)
    #expect(dates == ["2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-09T07:30:00Z"])
  }

  @Test("A wall time that comes twice is taken the first time")
  func ambiguous() throws {
    let anchor = utc(2026, 10, 31, 5, 30)  // 01:30 in New York
    let dates = try texts(.seconds(86_400), anchor: anchor, from: anchor, 2)
    #expect(dates == ["2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z"])
  }

  @Test("Before the anchor, a wall time that comes twice is taken with the offset of the anchor")
  func ambiguousBeforeAnchor() throws {
    let anchor = utc(2026, 11, 5, 6, 30)  // 01:30 in New York
    #expect(try texts(.seconds(86_400), anchor: anchor, from: utc(2026, 11, 1), 1) == ["2026-11-01T06:30:00Z"])
  }

  @Test("A daily schedule keeps the anchor's wall time however far the start is, before the anchor too")
  func jump() throws {
    let anchor = utc(2026, 3, 1, 14)  // 09:00 in New York
    #expect(try texts(.seconds(86_400), anchor: anchor, from: utc(2026, 3, 10), 1) == ["2026-03-10T13:00:00Z"])
    #expect(try texts(.seconds(86_400), anchor: anchor, from: utc(2040, 7, 1), 1) == ["2040-07-01T13:00:00Z"])
    #expect(try texts(.seconds(86_400), anchor: anchor, from: utc(2025, 7, 1), 1) == ["2025-07-01T13:00:00Z"])
  }

  @Test("A wall time that was skipped once is later for good, wherever the start is")
  func skippedLongAgo() throws {
    let anchor = utc(2026, 3, 7, 7, 30)  // 02:30 in New York
    #expect(try texts(.seconds(86_400), anchor: anchor, from: utc(2030, 7, 1), 1) == ["2030-07-01T07:30:00Z"])
  }

  @Test("Before the anchor, a skipped time does not move the dates that follow, which lead to the anchor")
  func skippedBeforeAnchor() throws {
    let anchor = utc(2026, 3, 10, 6, 30)  // 02:30 in New York
    #expect(
      try texts(.seconds(86_400), anchor: anchor, from: utc(2026, 3, 7, 5), 4) == [
        "2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z", "2026-03-10T06:30:00Z",
      ])
  }

  @Test("36 hours are a day on the clock and 12 hours of elapsed time")
  func dayAndAHalf() throws {
    let anchor = utc(2026, 10, 30, 13)
    let dates = try texts(.seconds(36 * 3600), anchor: anchor, from: anchor, 3)
    #expect(dates == ["2026-10-30T13:00:00Z", "2026-11-01T01:00:00Z", "2026-11-02T14:00:00Z"])
  }

  @Test("An hourly schedule runs in both hours when the clocks are put back")
  func repeated() throws {
    let dates = try texts(.seconds(3600), anchor: utc(2020, 1, 1), from: utc(2026, 11, 1, 4), 3)
    #expect(dates == ["2026-11-01T04:00:00Z", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"])
  }

  @Test("The grid extends to before the anchor")
  func future() throws {
    let dates = try texts(.seconds(3600), anchor: utc(2030, 1, 1, 0, 15), from: utc(2026, 1, 1), 2)
    #expect(dates == ["2026-01-01T00:15:00Z", "2026-01-01T01:15:00Z"])
  }

  @Test("A start on the grid is itself the first date")
  func inclusive() throws {
    #expect(try texts(.seconds(60), anchor: utc(2020, 1, 1), from: utc(2026, 1, 1), 1) == ["2026-01-01T00:00:00Z"])
  }

  @Test("An interval that is not positive makes no schedule")
  func notPositive() {
    #expect(IntervalSchedule(interval: .zero, anchor: utc(2020, 1, 1), zone: .utc) == nil)
  }
}
