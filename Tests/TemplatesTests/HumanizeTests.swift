import Templates
import Testing
import Values

@Suite("Filters of humanize")
struct HumanizeTests {
  private static let now = CivilTime(year: 2026, month: 3, day: 5, hour: 12, minute: 0, second: 0).timestamp

  private static let words: [(String, String)] = [
    ("1234567.25|humanize_intcomma", "1,234,567.25"), ("'1234'|humanize_intcomma(2)", "1,234.00"),
    ("none|humanize_intcomma", "None"), ("(-11)|humanize_ordinal", "-11th"), ("112|humanize_ordinal", "112th"),
    ("999999|humanize_intword", "1.0 million"), ("'12345678901234567890123'|humanize_intword", "12.3 sextillion"),
    ("1e33|humanize_intword('%d')", "1 decillion"), ("7|humanize_apnumber", "seven"),
    ("1.3|humanize_fractional", "1 3/10"), ("(1/3)|humanize_fractional", "1/3"),
    ("2.9999999|humanize_fractional", "3"), ("1000|humanize_scientific(1)", "1.0 x 10³"),
    ("0.0001|humanize_clamp(floor=0.01)", "<0.01"), ("0.999|humanize_clamp(ceil=0.99, format='{:.0%}')", ">99%"),
    ("1500|humanize_metric('V')", "1.50 kV"), ("9.999|humanize_metric", "10.0"),
    ("999999|humanize_naturalsize", "1.0 MB"), ("3000|humanize_naturalsize(true)", "2.9 KiB"),
    ("300|humanize_naturalsize(gnu=true)", "300B"), ("'nan'|humanize_intword", "NaN"),
    ("1|humanize_thousands_separator", ","), ("1|humanize_decimal_separator", "."),
  ]
  private static let tenses: [(Int64, String)] = [
    (0, "now"), (-1, "a second ago"), (59, "59 seconds from now"), (-90, "2 minutes ago"), (-150, "2 minutes ago"),
    (3600, "an hour from now"), (-86_400, "a day ago"), (-31 * 86_400, "a month ago"),
    (-400 * 86_400, "1 year, 1 month ago"), (-365 * 86_400 * 2_000, "2,000 years ago"),
  ]

  private func rendered(_ expression: String, _ values: [String: TemplateValue] = [:]) throws -> String {
    try Template("{{ \(expression) }}").render(values, now: HumanizeTests.now)
  }

  private func later(_ seconds: Int64) -> [String: TemplateValue] {
    ["t": .moment(HumanizeTests.now + .seconds(seconds)), "s": .span(.seconds(seconds))]
  }

  @Test(
    "Numbers are shown in words and units",
    arguments: HumanizeTests.words)
  func numbers(_ expression: String, _ expected: String) throws {
    #expect(try rendered(expression) == expected)
  }

  @Test(
    "The distance of a moment is told with its tense",
    arguments: HumanizeTests.tenses)
  func distances(_ seconds: Int64, _ expected: String) throws {
    #expect(try rendered("t|humanize_naturaltime", later(seconds)) == expected)
  }

  @Test("Days near the present have names, others dates, far ones with the year")
  func days() throws {
    let day: Int64 = 86_400
    let expected: [Int64: String] = [
      0: "today", day: "tomorrow", -day: "yesterday", 12 * 3600: "tomorrow", -5 * day: "Feb 28",
      -400 * day: "Jan 29",
    ]
    for (seconds, text) in expected { #expect(try rendered("t|humanize_naturalday", later(seconds)) == text) }
    #expect(try rendered("t|humanize_naturaldate", later(-400 * day)) == "Jan 29 2025")
    #expect(try rendered("t|humanize_naturaldate", later(-152 * day)) == "Oct 04")
  }

  @Test("Spans are shown in one unit, or in all of them")
  func spans() throws {
    #expect(try rendered("s|humanize_naturaldelta", later(3000)) == "50 minutes")
    #expect(try rendered("0.004|humanize_naturaldelta(minimum_unit='milliseconds')") == "4 milliseconds")
    #expect(try rendered("s|humanize_precisedelta", later(-90_061)) == "1 day, 1 hour, 1 minute and 1 second")
    #expect(try rendered("90.5|humanize_precisedelta(suppress=['minutes'])") == "90.50 seconds")
    #expect(try rendered("3599.999|humanize_precisedelta") == "1 hour")
    #expect(try rendered("s|humanize_abs_timedelta", later(-5)) == "0:00:05")
    #expect(
      try rendered("(t - u)|string", later(60).merging(["u": .moment(HumanizeTests.now)]) { one, _ in one })
        == "<Interval [2026-03-05 12:00:00+00:00 -> 2026-03-05 12:01:00+00:00]>")
  }

  @Test(
    "What makes no sense to a filter ends with an error",
    arguments: [
      "missing|humanize_intcomma", "'x'|humanize_naturalsize", "'x'|humanize_metric",
      "1|humanize_naturaldelta(minimum_unit='weeks')", "1|humanize_naturaldelta(minimum_unit='hours')",
      "1e300|humanize_precisedelta", "5000|humanize_intword('%999999999d')",
      "1|humanize_clamp(format='{:999999999}')", "1|humanize_apnumber(2)", "'fr'|humanize_activate",
    ])
  func failures(_ expression: String) {
    #expect(throws: TemplateError.self) { try rendered(expression) }
  }
}
