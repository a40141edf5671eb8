internal import Models
internal import Postgres
internal import Values

/// A table of runs that are tallied (006_run_tallies.sql).
enum TalliedRuns: String, CaseIterable {
  case flowRuns = "flow_run"
  case taskRuns = "task_run"

  /// The name as text in a query.
  var name: SQLText {
    switch self {
    case .flowRuns: "'flow_run'"
    case .taskRuns: "'task_run'"
    }
  }

  /// The table and what its rows are called in conditions.
  var source: SQLText {
    switch self {
    case .flowRuns: "flow_run r"
    case .taskRuns: "task_run t"
    }
  }

  var row: SQLText {
    switch self {
    case .flowRuns: "r"
    case .taskRuns: "t"
    }
  }

  var tallies: SQLText {
    switch self {
    case .flowRuns: "apus.flow_run_tally"
    case .taskRuns: "apus.task_run_tally"
    }
  }

  /// The view of what is tallied of each run.
  var facts: SQLText {
    switch self {
    case .flowRuns: "apus.flow_run_fact"
    case .taskRuns: "apus.task_run_fact"
    }
  }

  /// Up to when runs are tallied.
  var until: SQLText { "apus.tallied_until(" + name + ")" }

  /// The slots of which a run has changed since, as rows `c`.
  var changes: SQLText { "apus.tally_change c WHERE c.relation = " + name }
}
