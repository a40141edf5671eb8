internal import Models
internal import Values

/// A filter of what rows of another table refer to by its id.
protocol ReferredFilter: Hashable {
  init(operator: FilterOperator)
  var `operator`: FilterOperator { get }
  var id: IdentifierFilter? { get set }
  /// On a row of the filter's own table.
  var condition: Condition { get }
}

extension FlowFilter: ReferredFilter {}
extension DeploymentFilter: ReferredFilter {}
extension WorkQueueFilter: ReferredFilter {}

extension ReferredFilter {
  /// The ids that are asked for, and what else is asked; nil where one does not simply restrict the other.
  ///
  /// What asks for ids is put to the column that refers to them: how many rows have them is in that column's statistics, so
  /// that the runs of something that seldom runs are not looked for among all runs.
  var idsApart: (ids: IdentifierFilter, rest: Self)? {
    guard `operator` == .and, let id, id.any != nil, id.isNull == nil, id.operator == .and else { return nil }
    var rest = self
    rest.id = nil
    return (id, rest)
  }

  /// The ids that are asked for, if nothing else is asked.
  var idsAlone: [UUID]? {
    guard let (ids, rest) = idsApart, rest == Self(operator: .and), ids == IdentifierFilter(any: ids.any) else {
      return nil
    }
    return ids.any
  }

  /// What a row has to satisfy that refers by a column to what the filter lets through; a query finds that.
  ///
  /// - Parameter isForeignKey: Whether what the column refers to is there, so that for ids alone nothing has to be found.
  func condition(on column: SQLText, _ select: SQLText, isForeignKey: Bool = false) -> Condition {
    guard let (ids, rest) = idsApart else { return .exists(select, condition) }
    let referred = ids.condition(on: column, as: .reference)
    if isForeignKey, case .always = rest.condition { return referred }
    return .all([referred, .exists(select, rest.condition)])
  }
}
