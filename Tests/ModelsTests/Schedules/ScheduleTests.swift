import JSON
import Testing
import Values

@testable import Models

@Suite struct ScheduleTests {
  private func read(_ text: String) throws -> (Schedule, [Problem]) {
    let problems = ProblemList()
    let document = try JSONDocument.parse(Array(text.utf8))
    return (Reading<Schedule>.schedule.read(document.root, problems), problems.problems)
  }

  @Test(
    "A schedule of each kind is told by its keys and written with all of them",
    arguments: [
      (
        #"{"interval": 3600, "anchor_date": "2026-01-01T00:00:00-05:00"}"#,
        #"{"interval":3600.0,"anchor_date":"2026-01-01T00:00:00-05:00","timezone":"UTC"}"#
      ),
      (
        #"{"interval": 60, "anchor_date": "2026-01-01T00:00:00", "timezone": "Europe/Berlin"}"#,
        #"{"interval":60.0,"anchor_date":"2026-01-01T00:00:00Z","timezone":"Europe/Berlin"}"#
      ),
      (#"{"cron": "0 9 * * mon-fri"}"#, #"{"cron":"0 9 * * mon-fri","timezone":null,"day_or":true}"#),
      (#"{"rrule": "FREQ=DAILY"}"#, #"{"rrule":"FREQ=DAILY","timezone":"UTC"}"#),
    ])
  func kinds(_ pair: (sent: String, stored: String)) throws {
    let (schedule, problems) = try read(pair.sent)
    #expect(problems.isEmpty)
    #expect(schedule.json == RawJSON(validated: Array(pair.stored.utf8)))
    #expect(Schedule(stored: schedule.json) == schedule)
  }

  @Test(
    "What is no schedule has a problem of every kind",
    arguments: [
      #"{}"#, #"[]"#, #"1"#, #"{"interval": 0}"#, #"{"interval": -1}"#,
      #"{"interval": 60, "timezone": "Nowhere/Land"}"#,
      #"{"cron": "61"}"#, #"{"cron": "h * * * *"}"#, #"{"rrule": "nothing"}"#, #"{"interval": 60, "zip": 1}"#,
    ])
  func refused(_ text: String) throws {
    let (_, problems) = try read(text)
    let kinds = Set(problems.map { $0.location.dropFirst().first.map { "\($0)" } ?? "" })
    #expect(kinds.count == 3)
  }

  @Test(
    "An anchor keeps the offset it came with",
    arguments: [
      ("2026-01-01T00:00:00+0530", 19_800), ("2026-01-01T00:00:00Z", 0), ("2026-01-01", 0),
      ("2026-01-01T00:00:00-08", -28_800),
    ])
  func offsets(_ pair: (text: String, offset: Int)) {
    #expect(AnchorDate.offset(in: pair.text) == pair.offset)
  }
}

@Suite struct BaseJobTemplateTests {
  @Test("The placeholders of a template are found, and nothing else")
  func placeholders() {
    let text = #"{"a": "{{ x }}.{{y}}", "b": ["{{ no spaces }}", "{ {z} }", "{{}}", "{{ $HOME }}"], "c": "{{ a.b"}"#
    #expect(Placeholders.names(in: Array(text.utf8)) == ["x", "y", "$HOME"])
  }
}
