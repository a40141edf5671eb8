internal import Models

extension Rule where Subject == TaskRunSubject {
  /// A run whose result is kept already takes over that state instead of running (contract §3.4.1).
  static let cacheRetrieval = Rule("CacheRetrieval", from: .all, to: .running) { transition in
    guard let proposed = transition.proposed, var cached = transition.subject.cache.state,
      TaskRunCache.soughtKey(type: proposed.type, details: proposed.details) != nil
    else { return }
    cached.id = proposed.id
    cached.name = "Cached"
    cached.timestamp = transition.now
    transition.reject(with: cached, "Retrieved state from cache")
  }

  /// A completed state with a key is kept for later runs (contract §3.4.10).
  static let cacheInsertion = Rule(
    "CacheInsertion", from: .all, to: .completed,
    before: { transition in
      guard let proposed = transition.proposed, let key = proposed.details.cacheKey else { return }
      let limit = transition.subject.cache.maximumKeyLength
      guard key.unicodeScalars.count > limit else { return }
      transition.reject(with: proposed, "Cache key exceeded maximum allowed length of \(limit) characters.")
    },
    after: { transition in
      guard let key = transition.proposed?.details.cacheKey, !key.isEmpty else { return }
      transition.subject.cache.isFilled = true
    })
}
