public import Models
public import Schedules
internal import Values

/// Why no runs can be made of a schedule.
public struct ScheduleFault: Error, Sendable, Equatable {
  public let reason: String
}

/// When schedules make runs: what is stored of them, put together with the machine's time zones.
public struct ScheduleDates: Sendable {
  private let zones: ZoneDatabase

  public init() {
    self.init(zones: ZoneDatabase())
  }

  init(zones: ZoneDatabase) {
    self.zones = zones
  }

  /// The dates that a schedule has within a window, each with the offset of its zone.
  ///
  /// - Parameter spread: What a cron expression that leaves values open takes them from.
  /// - Throws: `ScheduleFault`.
  public func dates(
    of schedule: Schedule, spread: UInt32, in window: SchedulingWindow
  ) throws(ScheduleFault) -> [AnchorDate] {
    switch schedule {
    case .interval(let interval):
      let zone = try zone(interval.timezone)
      // Beyond the years that dates can have, the second run of a longer interval would lie anyway.
      guard interval.interval <= .seconds(10_000 * 366 * 86_400),
        let schedule = IntervalSchedule(interval: interval.interval, anchor: interval.anchor.moment, zone: zone)
      else { throw ScheduleFault(reason: "the schedule's interval can't be used") }
      return located(window.dates(from: schedule.dates(from: window.start)), zone)
    case .cron(let cron):
      let zone = try zone(cron.timezone)
      do throws(CronError) {
        let schedule = CronSchedule(try CronExpression(cron.cron, spread: spread), dayOr: cron.dayOr, zone: zone)
        return located(window.dates(from: schedule.dates(from: window.start)), zone)
      } catch {
        throw ScheduleFault(reason: "the schedule's cron expression can't be used: \(error.reason)")
      }
    case .rrule(let rrule):
      let zone = try zone(rrule.timezone)
      do throws(RecurrenceError) {
        let schedule = RecurrenceSchedule(
          try RecurrenceSet(rrule.rrule, isZone: { zones.rules($0) != nil }), zone: zone)
        return located(window.dates(from: schedule.dates(from: window.start, through: window.end)), zone)
      } catch {
        throw ScheduleFault(reason: "the schedule's rule can't be used: \(error.reason)")
      }
    }
  }

  private func zone(_ name: String?) throws(ScheduleFault) -> ZoneRules {
    guard let rules = zones.rules(name ?? "") else {
      throw ScheduleFault(reason: "the schedule's time zone is unknown")
    }
    return rules
  }

  private func located(_ dates: [Timestamp], _ zone: ZoneRules) -> [AnchorDate] {
    dates.map { AnchorDate($0, offset: zone.offset(at: $0)) }
  }
}
