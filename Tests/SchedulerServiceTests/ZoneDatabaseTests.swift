import Schedules
import Testing
import Values

@testable import SchedulerService

@Suite("Zone database")
struct ZoneDatabaseTests {
  @Test("A zone of the machine is found by its name, and UTC always")
  func found() throws {
    let zones = ZoneDatabase()
    let winter = CivilTime(year: 2026, month: 1, day: 1).timestamp
    #expect(try #require(zones.rules("America/New_York")).offset(at: winter) == -18_000)
    #expect(zones.rules("") != nil)
    #expect(ZoneDatabase(folder: "/nowhere").rules("UTC") != nil)
  }

  @Test(
    "Nothing but a zone is read",
    arguments: [
      "Nowhere/Land", "../../etc/passwd", "/etc/passwd", "America", "America/../UTC", "tzdata.zi", "zone.tab",
      "America//New_York", "a\u{0}b", String(repeating: "a", count: 65),
    ])
  func refused(_ name: String) {
    #expect(ZoneDatabase().rules(name) == nil)
  }
}
