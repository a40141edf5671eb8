public import JSON

extension Schedule {
  /// Reads a schedule that the server stored; nil if it does not fit.
  public init?(stored raw: RawJSON) {
    guard let root = raw.document()?.root else { return nil }
    let problems = ProblemList()
    let schedule = Reading<Schedule>.schedule.read(root, problems)
    guard problems.isEmpty else { return nil }
    self = schedule
  }
}
