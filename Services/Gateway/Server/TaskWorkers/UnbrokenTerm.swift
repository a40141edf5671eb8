/// Whether one has been heard for a whole term, without a gap in which others may not have been heard either.
struct UnbrokenTerm: Sendable {
  let term: Duration
  private var since: ContinuousClock.Instant?
  private var last: ContinuousClock.Instant?

  init(_ term: Duration) {
    self.term = term
  }

  /// One is heard now.
  ///
  /// - Returns: Whether that goes on for a term. After half a term of silence it begins anew.
  mutating func heard(at now: ContinuousClock.Instant) -> Bool {
    if let last, last.duration(to: now) > term / 2 { since = nil }
    last = now
    let start = since ?? now
    since = start
    return start.duration(to: now) >= term
  }

  /// One could not be heard.
  mutating func interrupt() {
    since = nil
  }
}
