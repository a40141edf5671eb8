/// Which of many failures is told: the one nearest to the root; below alternatives the one that went deepest.
extension Failure {
  /// A failure and the whole way to its value.
  struct Located {
    var failure: Failure
    var path: [Step]
  }

  static func best(of failures: [Failure]) -> Located? {
    guard var best = failures.first else { return nil }
    for failure in failures.dropFirst() where best.isLessRelevant(than: failure) { best = failure }
    var path = best.path
    while let first = best.context.first {
      var least = first
      var isAlone = true
      for failure in best.context.dropFirst() {
        if failure.isLessRelevant(than: least) {
          least = failure
          isAlone = true
        } else if !least.isLessRelevant(than: failure) {
          isAlone = false
        }
      }
      // Nothing tells apart which of the alternatives was meant.
      guard isAlone else { break }
      path += least.path
      best = least
    }
    return Located(failure: best, path: path)
  }

  /// Deeper is less relevant; then the earlier place, alternatives, and a value of the type that the schema names.
  private func isLessRelevant(than other: Failure) -> Bool {
    if reversedPath.count != other.reversedPath.count { return reversedPath.count > other.reversedPath.count }
    for (left, right) in zip(path, other.path) where left != right { return left.isBefore(right) }
    let (isWeak, otherIsWeak) = (keyword == .alternatives, other.keyword == .alternatives)
    if isWeak != otherIsWeak { return isWeak }
    return matchesType && !other.matchesType
  }
}

extension Failure.Step {
  fileprivate func isBefore(_ other: Failure.Step) -> Bool {
    switch (self, other) {
    case (.index(let left), .index(let right)): left < right
    case (.key(let left), .key(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    case (.index, .key): true
    case (.key, .index): false
    }
  }
}
