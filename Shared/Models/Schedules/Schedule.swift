public import JSON
internal import Values

/// When a deployment runs by itself: one of three kinds, told apart by their keys.
public enum Schedule: Sendable, Hashable {
  case interval(Interval)
  case cron(Cron)
  case rrule(RRule)

  /// Runs at a fixed distance from each other.
  public struct Interval: Sendable, Hashable {
    /// More than zero.
    public var interval: Duration
    public var anchor: AnchorDate
    public var timezone: String

    public init(interval: Duration, anchor: AnchorDate, timezone: String = "UTC") {
      self.interval = interval
      self.anchor = anchor
      self.timezone = timezone
    }
  }

  /// Runs at the times of a cron expression.
  public struct Cron: Sendable, Hashable {
    public var cron: String
    public var timezone: String?
    /// Whether one of day of month and day of week is enough where both are given.
    public var dayOr: Bool
  }

  /// Runs by a recurrence rule of iCalendar.
  public struct RRule: Sendable, Hashable {
    public var rrule: String
    public var timezone: String?
  }

  /// What the schedules of this kind are called where a name is shown and there is no slug.
  public var kindName: String {
    switch self {
    case .interval: "IntervalSchedule"
    case .cron: "CronSchedule"
    case .rrule: "RRuleSchedule"
    }
  }
}

extension Schedule: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    switch self {
    case .interval(let schedule):
      writer.key("interval")
      writer.duration(schedule.interval)
      writer.key("anchor_date")
      writer.string(schedule.anchor.text)
      writer.key("timezone")
      writer.string(schedule.timezone)
    case .cron(let schedule):
      writer.key("cron")
      writer.string(schedule.cron)
      writer.key("timezone")
      writer.string(schedule.timezone)
      writer.key("day_or")
      writer.bool(schedule.dayOr)
    case .rrule(let schedule):
      writer.key("rrule")
      writer.string(schedule.rrule)
      writer.key("timezone")
      writer.string(schedule.timezone)
    }
    writer.endObject()
  }
}
