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
    case (.flowRuns, .hour): "apus.flow_run_hour_tally"
    case (.flowRuns, .day): "apus.flow_run_day_tally"
    case (.taskRuns, .fiveMinutes): "apus.task_run_tally"
    case (.taskRuns, .hour): "apus.task_run_hour_tally"
    case (.taskRuns, .day): "apus.task_run_day_tally"
    case (.events, .fiveMinutes): "apus.event_tally"
    case (.events, .hour): "apus.event_hour_tally"
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
    length.changes + " c WHERE c.relation = " + name
  }

  /// Begins anew, with nothing tallied.
  var beginning: String {
    switch self {
    case .flowRuns, .taskRuns: "SELECT apus.begin_run_tallies()"
    case .events: "SELECT apus.begin_event_tallies()"
    }
  }
}

/// How long the slots are of which rows are tallied together; all begin at midnight UTC.
enum TallyLength: CaseIterable {
  case fiveMinutes
  case hour
  case day

  /// From the shortest to the longest, those that are tallied from shorter ones.
  static let longer: [TallyLength] = [.hour, .day]

  /// Of which slots this one is made.
  var shorter: TallyLength? {
    switch self {
    case .fiveMinutes: nil
    case .hour: .fiveMinutes
    case .day: .hour
    }
  }

  /// Which slots are made of these.
  var longer: TallyLength? {
    switch self {
    case .fiveMinutes: .hour
    case .hour: .day
    case .day: nil
    }
  }

  var duration: Duration {
    switch self {
    case .fiveMinutes: .seconds(300)
    case .hour: .seconds(3600)
    case .day: .seconds(86_400)
    }
  }

  /// As text in a query.
  var interval: SQLText {
    switch self {
    case .fiveMinutes: "interval '5 minutes'"
    case .hour: "interval '1 hour'"
    case .day: "interval '1 day'"
    }
  }

  /// Where it is noted of which slots a row, or a shorter slot, has changed since they were tallied.
  var changes: SQLText {
    switch self {
    case .fiveMinutes: "apus.tally_change"
    case .hour: "apus.hour_tally_change"
    case .day: "apus.day_tally_change"
    }
  }

  /// When the slot of a moment begins, as text in a query.
  func start(of moment: SQLText) -> SQLText {
    switch self {
    case .fiveMinutes: "apus.tally_slot(" + moment + ")"
    case .hour: "apus.tally_hour(" + moment + ")"
    case .day: "apus.tally_day(" + moment + ")"
    }
  }

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
