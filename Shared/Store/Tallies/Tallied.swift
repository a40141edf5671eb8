internal import Models
internal import Postgres
internal import Values

/// A table whose rows are tallied (006_run_tallies.sql, 007_event_tallies.sql).
enum Tallied: String, CaseIterable {
  case flowRuns = "flow_run"
  case taskRuns = "task_run"
  case events

  /// The name as text in a query.
  var name: SQLText {
    switch self {
    case .flowRuns: "'flow_run'"
    case .taskRuns: "'task_run'"
    case .events: "'events'"
    }
  }

  /// The table and what its rows are called in conditions.
  var source: SQLText {
    switch self {
    case .flowRuns: "flow_run r"
    case .taskRuns: "task_run t"
    case .events: "events e"
    }
  }

  var row: SQLText {
    switch self {
    case .flowRuns: "r"
    case .taskRuns: "t"
    case .events: "e"
    }
  }

  /// By which moment of a row it is tallied.
  var moment: SQLText {
    switch self {
    case .flowRuns: "r.expected_start_time"
    case .taskRuns: "t.expected_start_time"
    case .events: "e.occurred"
    }
  }

  var tallies: SQLText {
    switch self {
    case .flowRuns: "apus.flow_run_tally"
    case .taskRuns: "apus.task_run_tally"
    case .events: "apus.event_tally"
    }
  }

  /// Up to when rows are tallied.
  var until: SQLText { "apus.tallied_until(" + name + ")" }

  /// The slots of which a row has changed since, as rows `c`.
  var changes: SQLText { "apus.tally_change c WHERE c.relation = " + name }

  /// Begins anew, with nothing tallied.
  var beginning: String {
    switch self {
    case .flowRuns, .taskRuns: "SELECT apus.begin_run_tallies()"
    case .events: "SELECT apus.begin_event_tallies()"
    }
  }
}
