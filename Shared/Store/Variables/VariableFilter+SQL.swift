internal import Models

extension VariableFilter {
  /// On a variable `v`.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "v.id", as: .key),
        name?.condition(on: "v.name"),
        tags?.condition(on: "v.tags"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension VariableSort {
  /// Ends in the id, so that pages do not overlap.
  var order: SQLText {
    switch self {
    case .createdDescending: "v.created DESC, v.id"
    case .updatedDescending: "v.updated DESC, v.id"
    case .nameAscending: "v.name, v.id"
    case .nameDescending: "v.name DESC, v.id"
    }
  }
}
