/// What is removed from the database, and when.
public struct VacuumSettings: Sendable {
  /// A kind of rows that is removed.
  public enum Kind: String, Sendable, CaseIterable {
    case events
    case flowRuns = "flow_runs"
    case orphans
  }

  /// What is removed; flow runs bring orphans with them.
  public let enabled: Set<Kind>
  public let interval: Duration
  public let orphanCleanupInterval: Duration
  public let retentionPeriod: Duration
  public let batchSize: Int
  /// Event name to how long events of that name are kept.
  public let eventRetentionOverrides: [String: Duration]
  /// How long what belongs to no flow run is kept.
  public let leftovers: LeftoverRetention

  init(_ reader: inout SettingsReader) {
    let name = "server.services.db_vacuum"
    let kinds = reader.read(
      "\(name).enabled", or: .none, default: ["events"],
      "What is removed when it is old: events, flow_runs (with orphans), orphans.",
      expected: "a comma-separated list of events, flow_runs and orphans, or true or false",
      show: SettingValue.list, parse: VacuumSettings.parse(kinds:))
    let wanted = Set(kinds.compactMap(Kind.init(rawValue:)))
    enabled = wanted.contains(.flowRuns) ? wanted.union([.orphans]) : wanted
    interval = reader.interval("db_vacuum", or: .none, 3600, "How often old rows are removed.")
    orphanCleanupInterval = reader.span(
      "\(name).orphan_cleanup_loop_seconds", .days(1), in: .milliseconds(100) ... .days(365),
      "How often orphans, which are logs and artifacts of deleted runs, are looked for.")
    retentionPeriod = reader.span(
      "\(name).retention_period", .days(90), in: .microseconds(3_600_000_001) ... .days(36_500), iso: true,
      "How long a flow run is kept after its end, where flow_runs are removed.")
    batchSize = reader.integer(
      "\(name).batch_size", 200, in: 1...100_000, "How many rows are removed in one transaction.")
    eventRetentionOverrides = reader.read(
      "\(name).event_retention_overrides", or: .none, default: ["prefect.flow-run.heartbeat": .days(7)],
      "Events that are removed sooner than the others: a JSON object of name and duration.",
      expected: "a JSON object such as {\"prefect.flow-run.heartbeat\": \"P7D\"} with positive durations",
      show: SettingValue.periods, parse: DurationMap.parse)
    leftovers = LeftoverRetention(&reader)
  }

  /// `true` stands for everything and `false` for events alone, as older settings have it.
  static func parse(kinds text: String) -> [String]? {
    switch text.lowercased() {
    case "true", "1": return ["events", "flow_runs"]
    case "false", "0": return ["events"]
    default:
      let kinds = SettingsReader.parseList(text)
      return kinds.allSatisfy { Kind(rawValue: $0) != nil } ? kinds : nil
    }
  }
}
