internal import Store

/// The shares that a scheduler holds, by how far the feed was evaluated for them. Those that are behind are read for until
/// they come to where the next ones are; normally all are at one position.
struct Cohorts {
  struct Cohort: Equatable {
    var position: FeedPosition
    var shares: Set<Int>
  }

  /// The most backward first.
  private(set) var all: [Cohort] = []

  var shares: Set<Int> { all.reduce(into: []) { $0.formUnion($1.shares) } }

  /// Takes what the database says is held now. What was read on since the position was last stored need not be read again.
  mutating func replace(with held: [TriggerShare]) {
    var positions: [Int: FeedPosition] = [:]
    for cohort in all {
      for share in cohort.shares { positions[share] = cohort.position }
    }
    all = Dictionary(grouping: held) { share in
      guard let known = positions[share.number], share.position < known else { return share.position }
      return known
    }.map { Cohort(position: $0, shares: Set($1.map(\.number))) }.sorted { $0.position < $1.position }
  }

  /// The shares that are to be read for next, and where the next ones are; nil for the end of the feed.
  ///
  /// Those that are on a page read on to its end first, for only there others can join them.
  var next: (cohort: Cohort, end: FeedPosition?)? {
    if let paging = all.first(where: { $0.position.isOnPage }) { return (paging, nil) }
    guard let first = all.first else { return nil }
    return (first, all.dropFirst().first?.position)
  }

  /// Moves shares on; they join those that are where they come to.
  mutating func move(_ shares: Set<Int>, to position: FeedPosition) {
    all.removeAll { $0.shares == shares }
    if let place = all.firstIndex(where: { $0.position == position }) {
      all[place].shares.formUnion(shares)
    } else {
      all.append(Cohort(position: position, shares: shares))
      all.sort { $0.position < $1.position }
    }
  }

  mutating func clear() { all = [] }
}
