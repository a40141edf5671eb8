internal import Models
internal import Postgres
internal import Values

/// A table whose rows are tallied (007_tallies.sql).
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

  /// Whether that moment may be NULL, which no tally knows of.
  var canBeUntimed: Bool { self != .events }

  /// Where the tallies of a length are.
  func tallies(of length: TallyLength) -> SQLText {
    switch (self, length) {
    case (.flowRuns, .fiveMinutes): "apus.flow_run_tally"
    case (.flowRuns, .day): "apus.flow_run_day_tally"
    case (.taskRuns, .fiveMinutes): "apus.task_run_tally"
    case (.taskRuns, .day): "apus.task_run_day_tally"
    case (.events, .fiveMinutes): "apus.event_tally"
    case (.events, .day): "apus.event_day_tally"
    }
  }

  /// Up to when rows are tallied.
  var until: SQLText { "apus.tallied_until(" + name + ")" }

  /// Up to when they are tallied of the time to come.
  var ahead: SQLText { "apus.tallied_ahead(" + name + ")" }

  /// Whether many rows are of the time to come.
  var isTalliedAhead: Bool { self == .flowRuns }

  /// The slots of a length of which a row has changed since, as rows `c`.
  func changes(of length: TallyLength) -> SQLText {
    (length == .day ? "apus.day_tally_change c" : "apus.tally_change c") + " WHERE c.relation = " + name
  }

  /// Begins anew, with nothing tallied.
  var beginning: String {
    switch self {
    case .flowRuns, .taskRuns: "SELECT apus.begin_run_tallies()"
    case .events: "SELECT apus.begin_event_tallies()"
    }
  }
}

/// How long the slots are of which rows are tallied together; both begin at midnight UTC.
enum TallyLength {
  case fiveMinutes
  case day

  var duration: Duration { .seconds(self == .day ? 86_400 : 300) }

  /// As text in a query.
  var interval: SQLText { self == .day ? "interval '1 day'" : "interval '5 minutes'" }

  /// When the slot of a moment begins.
  func start(of moment: Timestamp) -> Timestamp {
    let (microseconds, length) = (moment.microseconds, duration.wholeMicroseconds)
    let within = microseconds % length
    return moment - .microseconds(within < 0 ? within + length : within)
  }

  /// When the first slot begins that begins no earlier than a moment.
  func start(from moment: Timestamp) -> Timestamp {
    let start = start(of: moment)
    return start == moment ? start : start + duration
  }
}
