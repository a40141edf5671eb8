/// Finds the known name that a mistyped one was meant to be.
enum NearestName {
  /// The candidate with the fewest edits, if it is near enough to be worth naming.
  static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(2, name.utf8.count / 4)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let distance = edits(Array(name.utf8), Array(candidate.utf8))
      guard distance <= limit else { continue }
      if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// The Levenshtein distance: insertions, deletions and replacements.
  static func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for (column, other) in right.enumerated() {
        current.append(min(previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
