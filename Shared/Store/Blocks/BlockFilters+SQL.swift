internal import Models
internal import Postgres

extension BlockTypeFilter {
  /// On a block type, of which the columns are named.
  func condition(name nameColumn: SQLText, slug slugColumn: SQLText) -> Condition {
    .combine(
      [name?.condition(on: nameColumn), slug?.condition(on: slugColumn)].compactMap { $0 }, anyOf: false)
  }
}

extension BlockSchemaFilter {
  /// On a block schema `b`.
  var condition: Condition {
    .combine(
      [
        blockTypeID?.condition(on: "b.block_type_id"),
        capabilities?.condition(on: "b.capabilities"),
        id?.condition(on: "b.id"),
        version?.condition(on: "b.version"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension BlockDocumentFilter {
  /// On a block document `d`.
  var condition: Condition {
    var flag = Condition.always
    if let isAnonymous = isAnonymous?.value { flag = .test("d.is_anonymous = $", [.bool(isAnonymous)]) }
    return .combine(
      [
        id?.condition(on: "d.id"),
        isAnonymous == nil ? nil : flag,
        blockTypeID?.condition(on: "d.block_type_id"),
        name?.condition(on: "d.name"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension BlockDocumentSort {
  /// Of block documents `d`; ends in the id, so that pages do not overlap.
  var order: SQLText {
    switch self {
    case .nameDescending: "d.name DESC, d.id"
    case .nameAscending: "d.name, d.id"
    case .blockTypeAndNameAscending: "d.block_type_name, d.name, d.id"
    }
  }
}
