internal import Schedules
internal import Values

extension Schedule {
  /// The schedule as it is stored: a recurrence without DTSTART gets one (contract §7.9).
  ///
  /// - Parameter now: Recurrences by minutes or seconds start at their last date before it.
  func normalized(at now: Timestamp) -> Schedule {
    guard case .rrule(var rule) = self else { return self }
    do {
      let recurrence = try RecurrenceSet(rule.rrule, isZone: ZoneNames.contains)
      rule.rrule = recurrence.normalized(rule.rrule, localNow: CivilTime(rule.isInUTC ? now : now - Schedule.earliest))
      return .rrule(rule)
    } catch {
      return self
    }
  }

  /// No place's clock is further behind UTC. What clocks show elsewhere is not known here, and any date before now that is
  /// on the grid starts the same one.
  private static let earliest = Duration.seconds(12 * 3600)
}

extension Schedule.RRule {
  fileprivate var isInUTC: Bool { ["UTC", "Etc/UTC", "GMT", ""].contains(timezone ?? "") }
}
