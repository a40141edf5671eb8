public import Values

extension RecurrenceSet {
  /// The text with its start made explicit, as it is stored (contract §7.9).
  ///
  /// A text without DTSTART starts with the year 2020. One rule that goes by minutes or seconds without a COUNT starts at
  /// the last date of that grid which is not after `now`, for readers who step from the start.
  ///
  /// - Parameter now: A moment on the clock of the schedule's place, or before it.
  public func normalized(_ text: String, localNow now: CivilTime) -> String {
    // What is there already stays, and so does a rule whose end is in UTC: no start of a clock fits it.
    guard !text.uppercased().contains("DTSTART"), !rules.contains(where: \.endsInZone) else { return text }
    var start = RecurrenceRule.defaultStart
    let isSingle = rules.count == 1 && dates.isEmpty && excludedRules.isEmpty && excludedDates.isEmpty
    if isSingle, let rule = rules.first, rule.frequency >= .minutely, rule.count == nil, rule.interval > 0,
      let seconds = rule.frequency.seconds
    {
      let elapsed = now.timestamp.microseconds.flooredDivision(by: 1_000_000) - start
      let period = seconds * rule.interval
      if elapsed > 0 { start += elapsed / period * period }
    }
    let digits = CivilTime(Timestamp(microseconds: start * 1_000_000)).timestamp.text.filter { $0 != "-" && $0 != ":" }
    return "DTSTART:\(digits.dropLast())\n\(text)"
  }
}
