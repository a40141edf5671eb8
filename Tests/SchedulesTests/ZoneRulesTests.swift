import Testing
import Values

@testable import Schedules

@Suite("Zone rules")
struct ZoneRulesTests {
  /// A TZif file of version 2 with the given transitions, types (offsets) and footer.
  private func tzif(_ transitions: [(Int64, UInt8)], types: [Int32], footer: String) -> [UInt8] {
    func big(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
    func header(times: Int, types: Int) -> [UInt8] {
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        + [0, 0, 0, times, types, 0].flatMap { big(UInt32($0)) }
    }
    return header(times: 0, types: 1) + [0, 0, 0, 0, 0, 0] + header(times: transitions.count, types: types.count)
      + transitions.flatMap { big($0.0) } + transitions.map(\.1) + types.flatMap { big($0) + [0, 0] }
      + Array("\n\(footer)\n".utf8)
  }

  @Test("A file's transitions hold up to the last, and its footer behind it")
  func file() throws {
    let bytes = tzif([(1000, 1), (2000, 0)], types: [0, 3600], footer: "AAA-2")
    let rules = try ZoneRules(name: "Test/Zone", tzif: bytes)
    #expect(rules.offset(atSecond: 999) == 0)
    #expect(rules.offset(atSecond: 1000) == 3600)
    #expect(rules.offset(atSecond: 1999) == 3600)
    #expect(rules.offset(atSecond: 2000) == 7200)
  }

  @Test("Bytes that are not a zone file are refused at every length")
  func malformed() {
    let bytes = tzif([(1000, 1)], types: [0, 3600], footer: "AAA0")
    for count in 0..<bytes.count - 1 {
      #expect(throws: ZoneFileError.self) { try ZoneRules(name: "x", tzif: Array(bytes.prefix(count))) }
    }
    #expect(throws: ZoneFileError.notTZif) { try ZoneRules(name: "x", tzif: [UInt8](repeating: 1, count: 60)) }
  }

  @Test(
    "A footer's rule changes on its days",
    arguments: [
      ("EST5EDT,M3.2.0,M11.1.0", 1_772_953_199, -18000), ("EST5EDT,M3.2.0,M11.1.0", 1_772_953_200, -14400),
      ("EST5EDT,M3.2.0,M11.1.0", 1_793_512_799, -14400), ("EST5EDT,M3.2.0,M11.1.0", 1_793_512_800, -18000),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_767_225_600, 39600), ("AEST-10AEDT,M10.1.0,M4.1.0/3", 1_782_864_000, 36000),
      ("<+0330>-3:30", 0, 12600), ("CET-1CEST,M3.5.0,M10.5.0/3", 1_774_746_000, 7200),
      ("CET-1CEST,M3.5.0,M10.5.0/3", 1_774_745_999, 3600),
    ])
  func footer(text: String, second: Int64, offset: Int) throws {
    let rule = try #require(PosixZone(text))
    #expect(rule.offset(atSecond: second) == offset)
  }

  @Test(
    "A footer that is not a rule is refused",
    arguments: ["", "E5", "EST", "EST5EDT", "EST5EDT,M13.1.0,M1.1.0", "EST5x"])
  func badFooter(text: String) {
    #expect(PosixZone(text) == nil)
  }

  @Test("A wall time is unique, comes twice, or is skipped")
  func resolution() throws {
    let rules = ZoneRules(
      name: "America/New_York", transitions: [], offsets: [], firstOffset: 0, rule: PosixZone("EST5EDT,M3.2.0,M11.1.0"))
    func utc(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> Timestamp {
      CivilTime(year: 2026, month: month, day: day, hour: hour, minute: minute).timestamp
    }
    func local(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> CivilTime {
      CivilTime(year: 2026, month: month, day: day, hour: hour, minute: minute)
    }
    #expect(rules.resolve(local(3, 8, 1, 59)) == .unique(utc(3, 8, 6, 59)))
    #expect(rules.resolve(local(3, 8, 2, 30)) == .skipped(before: utc(3, 8, 7, 30), after: utc(3, 8, 6, 30)))
    #expect(rules.resolve(local(11, 1, 1, 30)) == .ambiguous(first: utc(11, 1, 5, 30), second: utc(11, 1, 6, 30)))
    #expect(rules.resolve(local(11, 1, 2, 0)) == .unique(utc(11, 1, 7, 0)))
  }
}
