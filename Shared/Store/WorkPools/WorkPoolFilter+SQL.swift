internal import Models

extension WorkPoolFilter {
  /// On a work pool `p`.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "p.id", as: .key),
        name?.condition(on: "p.name"),
        type?.condition(on: "p.type"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension WorkQueueFilter {
  /// On a work queue `q`.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "q.id", as: .key),
        name?.condition(on: "q.name"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}
