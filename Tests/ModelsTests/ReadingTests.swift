import JSON
import Models
import Testing
import Values

/// What each reading takes, and as what.
@Suite struct ReadingTests {
  private func read<Value>(_ text: String, _ reading: Reading<Value>) -> Value? {
    try? Body.value(reading.optional, Array("[\(text)]".utf8).dropFirst().dropLast().map { $0 }, contentType: nil)
  }

  /// The types of what is wrong with a value.
  private func problems<Value>(_ text: String, _ reading: Reading<Value>) throws -> [String] {
    let problems = ProblemList()
    _ = reading.read(try JSONDocument.parse(Array(text.utf8)).root, problems)
    return problems.problems.map(\.type)
  }

  @Test(
    "Integers are taken from numbers without a fraction, booleans and texts",
    arguments: [
      ("3", 3), ("2.0", 2), ("\" 7 \"", 7), ("\"1_000\"", 1000), ("\"3.00\"", 3), ("\"+5\"", 5), ("true", 1),
      ("2.5", nil),
      ("\"3.\"", nil), ("\"1e3\"", nil), ("\"x\"", nil), ("[]", nil), ("1e30", nil), ("12345678901234567890", nil),
    ] as [(String, Int?)])
  func readsIntegers(_ text: String, _ number: Int?) {
    #expect(read(text, .integer) == number)
  }

  @Test(
    "A number beyond 64 bits can be taken as the greatest or least that they hold",
    arguments: [
      ("100000000000000000000", .max), ("-100000000000000000000", .min), ("\"100000000000000000000\"", .max), ("5", 5),
      ("\"5\"", 5), ("2.5", nil), ("\"x\"", nil),
    ] as [(String, Int?)])
  func clampsIntegers(_ text: String, _ number: Int?) {
    #expect(read(text, .clampedInteger) == number)
  }

  @Test(
    "A number that 64 bits can't hold breaks the bound on its side; without one, and beyond 4300 digits, its size is told",
    arguments: [
      ("99999999999999999999", "less_than_equal"), ("-99999999999999999999", "greater_than_equal"),
      ("\"99999999999999999999\"", "less_than_equal"), ("\" -9_9999999999999999999.0 \"", "greater_than_equal"),
      ("\"99999999999999999999.5\"", "int_parsing"), ("1e20", "int_parsing_size"),
      ("\"\(String(repeating: "9", count: 4300))\"", "less_than_equal"),
      ("\"\(String(repeating: "9", count: 4301))\"", "int_parsing_size"),
    ])
  func tellsBrokenBounds(_ text: String, _ problem: String) throws {
    #expect(try problems(text, .integer(atLeast: 1, atMost: 200)) == [problem])
    #expect(try problems("99999999999999999999", .integer(atLeast: 1)) == ["int_parsing_size"])
    #expect(try problems("\"-99999999999999999999\"", .integer(atMost: 1)) == ["int_parsing_size"])
  }

  @Test(
    "Times are taken in the basic form of ISO 8601 as in the extended one",
    arguments: [
      ("20310505T050505Z", "2031-05-05T05:05:05Z"), ("20310505T0505", "2031-05-05T05:05:00Z"),
      ("20310505T050505.5+0200", "2031-05-05T03:05:05.5Z"), ("2031-05-05T05", "2031-05-05T05:00:00Z"),
      ("2031-05-05T050505", nil), ("2031-5-5", nil), ("now", nil),
    ] as [(String, String?)])
  func readsBasicTimes(_ text: String, _ extended: String?) {
    #expect(read("\"\(text)\"", .timestamp) == extended.flatMap { read("\"\($0)\"", .timestamp) })
    #expect((read("\"\(text)\"", .timestamp) == nil) == (extended == nil))
  }

  @Test(
    "Booleans are taken from 0, 1 and their usual spellings",
    arguments: [
      ("true", true), ("0", false), ("1.0", true), ("\"TRUE\"", true), ("\"off\"", false), ("\"y\"", true), ("2", nil),
      ("\" true\"", nil), ("\"\"", nil), ("{}", nil),
    ] as [(String, Bool?)])
  func readsBooleans(_ text: String, _ value: Bool?) {
    #expect(read(text, .bool) == value)
  }

  @Test(
    "Identifiers are taken with and without hyphens, in braces and as URN",
    arguments: [
      "0123456789abcdef0123456789ABCDEF", "01234567-89ab-cdef-0123-456789abcdef",
      "{01234567-89ab-cdef-0123-456789abcdef}", "urn:uuid:01234567-89ab-cdef-0123-456789abcdef",
    ])
  func readsIdentifiers(_ text: String) {
    #expect(read("\"\(text)\"", .uuid) == UUID(high: 0x0123_4567_89AB_CDEF, low: 0x0123_4567_89AB_CDEF))
  }

  @Test(
    "Moments are taken from ISO 8601, dates and numbers; no zone is UTC",
    arguments: [
      ("2020-01-01", 1_577_836_800_000_000), ("2020-01-01T10:20:30Z", 1_577_874_030_000_000),
      ("2020-01-01 10:20:30.123456+05:30", 1_577_854_230_123_456), ("2020-01-01T10:20", 1_577_874_000_000_000),
      ("2020-12-31T23:59:59.999999999-0800", 1_609_487_999_999_999), ("1577836800", 1_577_836_800_000_000),
      ("1577836800000", 1_577_836_800_000_000), ("-5", -5_000_000), ("0001-01-01T00:00:00", -62_135_596_800_000_000),
      ("2020-02-30", nil), ("2020-01-01T24:00:00", nil), ("2020-13-01", nil), ("", nil), ("x", nil), (" 7 ", nil),
      ("inf", nil), ("2020-01-01T10:20:60", nil), ("10000-01-01", nil), ("99999999999999999999", nil),
      ("0001-01-01T00:00:00+01:00", nil),
    ] as [(String, Int64?)])
  func readsMoments(_ text: String, _ microseconds: Int64?) {
    #expect(TimeText.moment(text)?.microseconds == microseconds)
  }

  @Test(
    "Spans are taken from ISO 8601, clock texts and numbers",
    arguments: [
      ("\"PT1H\"", 3600.0), ("\"P1W2D\"", 777_600), ("\"-PT5S\"", -5), ("\"1 day, 02:00\"", 93_600),
      ("\"PT1.5H\"", 5400),
      ("\"3 days 01:02:03.5\"", 262_923.5), ("\"01:30\"", 5400), ("\"1d\"", 86_400), ("2.5", 2.5), ("5", 5),
      ("true", 1),
      ("\"5\"", nil), ("\"x\"", nil), ("\"P\"", nil), ("\"00:00:60\"", nil), ("1e20", nil), ("[]", nil),
    ] as [(String, Double?)])
  func readsSpans(_ text: String, _ seconds: Double?) {
    #expect(read(text, .duration)?.inSeconds == seconds)
  }

  @Test("Absent, null and value are three things")
  func readsFields() throws {
    let update = try Body.model(VariableUpdate.self, Array(#"{"name":null,"value":null}"#.utf8), contentType: nil)
    #expect(update == VariableUpdate(name: .null, value: .value(.null), tags: .absent))
  }
}
