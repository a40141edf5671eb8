// Prints when schedules run, one line for each line of JSON that comes in:
//
//   {"schedule": {"cron": "0 9 * * mon"}, "start": 1767225600000000, "count": 3}
//
// The start is in microseconds since 1970. The dates are separated by spaces; "invalid" stands for what is no such line, "fault" for a schedule without dates.

import JSON
import Models
import Schedules
import SchedulerService
import Values

let dates = ScheduleDates()

func answer(_ line: String) -> String {
  guard let line = RawJSON(validated: Array(line.utf8)).document()?.root,
    let schedule = line["schedule" as StaticString].flatMap({ Schedule(stored: $0.raw) }),
    let start = line["start" as StaticString]?.integer, let count = line["count" as StaticString]?.integer
  else { return "invalid" }
  let end = CivilTime(year: 9999, month: 12, day: 30).timestamp
  let window = SchedulingWindow(
    start: Timestamp(microseconds: start), end: end, minimumTime: .seconds(0), minimumRuns: Int(count),
    maximumRuns: Int(count))
  do throws(ScheduleFault) {
    return try dates.dates(of: schedule, spread: 0, in: window).map(\.text).joined(separator: " ")
  } catch {
    return "fault: \(error.reason)"
  }
}

while let line = readLine() { print(answer(line)) }
