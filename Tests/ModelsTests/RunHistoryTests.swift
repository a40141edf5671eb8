import Models
import Testing
import Values

@Suite struct RunHistoryTests {
  private static let noon = Timestamp(microseconds: 1_900_000_000_000_000)

  private func history(_ seconds: Double, over span: Duration) throws -> RunHistory {
    try RunHistory(start: Self.noon, end: Self.noon + span, intervalSeconds: seconds)
  }

  @Test("The last part may end after the span, and a span of nothing has none")
  func counts() throws {
    #expect(try history(60, over: .seconds(120)).count == 2)
    #expect(try history(60, over: .microseconds(120_000_001)).count == 3)
    #expect(try history(60, over: .microseconds(1)).count == 1)
    #expect(try history(60, over: .zero).count == 0)
    #expect(try history(60, over: .seconds(-60)).count == 0)
    #expect(try history(60.5, over: .seconds(120)).end == Self.noon + .seconds(121))
  }

  @Test("A history has 500 parts at most")
  func isBounded() throws {
    #expect(try history(1, over: .seconds(86_400)).count == 500)
  }

  @Test(
    "Intervals that are too short, too long or no numbers are refused",
    arguments: [0, -1, 0.999_999, .nan, .infinity, -.infinity, 1e12, 1e300])
  func refuses(_ seconds: Double) {
    #expect(throws: DomainError.self) { try history(seconds, over: .seconds(1)) }
  }

  @Test("Outcomes are counted from the minute of the start to the end of the minute of the end")
  func outcomes() throws {
    let start = Timestamp(microseconds: 90_000_000)
    let history = try #require(OutcomeHistory(from: start, to: start + .seconds(60)))
    #expect(history.start == Timestamp(microseconds: 60_000_000))
    #expect(history.length == 119_999_999)
    #expect(OutcomeHistory(from: start, to: start - .seconds(120)) == nil)
    let before = try #require(OutcomeHistory(from: Timestamp(microseconds: -1), to: Timestamp(microseconds: -1)))
    #expect(before.start == Timestamp(microseconds: -60_000_000))
  }
}
