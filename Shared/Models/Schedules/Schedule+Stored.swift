public import JSON

extension Schedule {
  /// Reads a schedule that the server stored; nil if it does not fit.
  public init?(stored raw: RawJSON) {
    guard let schedule = Reading<Schedule>.schedule.stored(raw) else { return nil }
    self = schedule
  }
}
