public import Values

/// The moments that wall times of a place are, each once, and no more than one look at a schedule makes.
public struct DistinctDates<Walls: IteratorProtocol<Int64> & Sendable>: Sequence, IteratorProtocol, Sendable {
  private var walls: Walls
  private let zone: ZoneRules
  private let first: Timestamp
  private var seen: Set<Timestamp> = []
  private var tries = 0

  /// - Parameter first: What lies before this moment is left out.
  init(_ walls: Walls, zone: ZoneRules, from first: Timestamp) {
    self.walls = walls
    self.zone = zone
    self.first = first
  }

  public mutating func next() -> Timestamp? {
    while tries < SchedulingWindow.largestCount, let wall = walls.next() {
      let date = moment(CivilTime(Timestamp(microseconds: wall * 1_000_000)))
      if date < first { continue }
      tries += 1
      if seen.insert(date).inserted { return date }
    }
    return nil
  }

  private func moment(_ local: CivilTime) -> Timestamp {
    switch zone.resolve(local) {
    case .unique(let moment): moment
    case .ambiguous(let first, _): first
    case .skipped(_, let after): after
    }
  }
}
