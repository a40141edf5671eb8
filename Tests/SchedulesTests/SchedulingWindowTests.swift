import Schedules
import Testing
import Values

@Suite("Scheduling window")
struct SchedulingWindowTests {
  private let start = Timestamp(microseconds: 0)

  private func window(end: Int64, minimumTime: Duration, minimum: Int, maximum: Int) -> SchedulingWindow {
    SchedulingWindow(
      start: start, end: start + .seconds(end), minimumTime: minimumTime, minimumRuns: minimum, maximumRuns: maximum)
  }

  private func hourly() throws -> IntervalSchedule.Dates {
    try #require(IntervalSchedule(interval: .seconds(3600), anchor: start, zone: .utc)).dates(from: start)
  }

  @Test("Dates are made until there are enough of them and they reach far enough")
  func enough() throws {
    #expect(
      window(end: 1_000_000, minimumTime: .seconds(3600), minimum: 3, maximum: 100).dates(from: try hourly()).count == 3
    )
    #expect(
      window(end: 1_000_000, minimumTime: .seconds(36_000), minimum: 3, maximum: 100).dates(from: try hourly()).count
        == 11)
  }

  @Test("No date lies behind the end, and there are no more than the maximum")
  func bounds() throws {
    #expect(
      window(end: 7200, minimumTime: .seconds(36_000), minimum: 9, maximum: 100).dates(from: try hourly()).count == 3)
    #expect(
      window(end: 1_000_000, minimumTime: .seconds(360_000), minimum: 9, maximum: 5).dates(from: try hourly()).count
        == 5)
  }

  @Test("Whatever is asked for, one statement's worth of dates is the most")
  func largest() throws {
    let asked = window(end: .max / 1_000_000, minimumTime: .seconds(1 << 50), minimum: .max, maximum: .max)
    #expect(asked.dates(from: try hourly()).count == SchedulingWindow.largestCount)
    #expect(window(end: 7200, minimumTime: .zero, minimum: .min, maximum: .min).dates(from: try hourly()).count == 1)
  }

  @Test("A schedule whose anchor lies in the future goes backwards from it")
  func futureAnchor() throws {
    let schedule = try #require(
      IntervalSchedule(interval: .seconds(3600), anchor: start + .seconds(9000), zone: .utc))
    #expect(schedule.dates(from: start).prefix(2).map(\.microseconds) == [1_800_000_000, 5_400_000_000])
  }
}
