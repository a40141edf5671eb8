import Testing

@testable import Values

@Suite struct TimestampTests {
  @Test(
    "The text is RFC 3339 in UTC, without a fraction when there is none",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (1_709_210_096_789_000, "2024-02-29T12:34:56.789000Z"), (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
      (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
    ])
  func text(microseconds: Int64, expected: String) {
    let moment = Timestamp(microseconds: microseconds)
    #expect(moment.text == expected)
    #expect(moment.textWithOffset == expected.dropLast() + "+00:00")
    #expect(CivilTime(moment).timestamp == moment)
  }

  @Test("Every day of 800 years comes back from its date, and follows the day before it")
  func calendar() {
    var before = CivilTime.date(ofDay: CivilTime.day(ofYear: 1599, month: 12, day: 31))
    for day in CivilTime.day(ofYear: 1600, month: 1, day: 1)...CivilTime.day(ofYear: 2400, month: 1, day: 1) {
      let date = CivilTime.date(ofDay: day)
      let isSound: Bool
      if date.day > 1 {
        isSound = date == (before.year, before.month, before.day + 1)
      } else {
        isSound = before.day == CivilTime.days(inMonth: before.month, ofYear: before.year)
      }
      if !isSound || CivilTime.day(ofYear: date.year, month: date.month, day: date.day) != day {
        Issue.record("day \(day) is \(date) after \(before)")
        return
      }
      before = date
    }
    #expect(before == (2400, 1, 1))
  }

  @Test("Arithmetic is exact and stops at the ends of time")
  func arithmetic() {
    let moment = Timestamp(microseconds: 1_000_000)
    #expect(moment + .milliseconds(1500) == Timestamp(microseconds: 2_500_000))
    #expect(moment - .seconds(2) == Timestamp(microseconds: -1_000_000))
    #expect(moment - Timestamp(microseconds: 250_000) == .milliseconds(750))
    let far = Duration.seconds(Int64.max)
    #expect(far.wholeMicroseconds == .max)
    #expect(Duration.seconds(Int64.min).wholeMicroseconds == .min)
    #expect((moment + far).microseconds == .max)
    #expect((Timestamp(microseconds: -5) - far).microseconds == .min)
    #expect(Duration.milliseconds(1500).inSeconds == 1.5)
    #expect(Timestamp(microseconds: .max) - Timestamp(microseconds: -1) == .microseconds(Int64.max))
    #expect(Timestamp(microseconds: .min) - Timestamp(microseconds: 1) == .microseconds(Int64.min))
  }

  @Test(
    "What the wire can't spell is written as the nearest that it can",
    arguments: [
      (Int64.min, "0001-01-01T00:00:00Z"), (-98_400_000_000_000_000, "0001-01-01T00:00:00Z"),
      (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"), (-62_135_596_799_999_999, "0001-01-01T00:00:00.000001Z"),
      (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
      (253_402_300_800_000_000, "9999-12-31T23:59:59.999999Z"),
      (Int64.max, "9999-12-31T23:59:59.999999Z"),
    ])
  func ends(microseconds: Int64, text: String) {
    let moment = Timestamp(microseconds: microseconds)
    #expect(moment.text == text)
    #expect(moment.textWithOffset == text.dropLast() + "+00:00")
  }

  @Test("Division rounds towards negative infinity")
  func flooredDivision() {
    #expect(Int64(7).flooredDivision(by: 2) == 3)
    #expect(Int64(-7).flooredDivision(by: 2) == -4)
    #expect(Int64(-8).flooredDivision(by: 2) == -4)
    #expect(Int64(7).flooredDivision(by: -2) == -4)
  }

  @Test("The wall clock goes on and can be moved")
  func clock() {
    #expect(Timestamp.now() > Timestamp(microseconds: 1_600_000_000_000_000))
    let moved = WallClock { Timestamp(microseconds: 42) }
    #expect(moved.now().microseconds == 42)
  }
}
