internal import Values

extension ZoneRules {
  /// The first second after this one from which the zone may have another offset; nil when the clocks are never changed again.
  func nextChange(after second: Int64) -> Int64? {
    let index = firstTransition(after: second)
    return index < transitions.count ? transitions[index] : rule?.nextChange(after: second)
  }

  /// The last second up to this one from which the zone has had the offset of then; nil when the clocks had never been changed.
  func lastChange(upTo second: Int64) -> Int64? {
    let index = firstTransition(after: second)
    let listed = index > 0 ? transitions[index - 1] : nil
    guard index == transitions.count, let ruled = rule?.lastChange(upTo: second) else { return listed }
    return max(listed ?? ruled, ruled)
  }
}

extension PosixZone {
  func nextChange(after second: Int64) -> Int64? {
    changes(around: second).filter { $0 > second }.min()
  }

  func lastChange(upTo second: Int64) -> Int64? {
    changes(around: second).filter { $0 <= second }.max()
  }

  /// The changes of the year of a second, of the one before and of the one behind.
  private func changes(around second: Int64) -> [Int64] {
    guard daylight != nil else { return [] }
    let year = CivilTime.date(ofDay: second.flooredDivision(by: 86_400)).year
    return (year - 1...year + 1).flatMap { year in
      daylightTime(in: year).map { [$0.start, $0.end] } ?? []
    }
  }
}
