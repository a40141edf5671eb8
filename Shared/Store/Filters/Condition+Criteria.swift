internal import JSON
internal import Models
internal import Postgres

/// What the criteria of a filter mean for a column (contract §7.4).
extension IdentifierFilter {
  func condition(on column: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let any { conditions.append(.test(column + " = ANY($)", [.uuids(any)])) }
    if let notAny, !notAny.isEmpty { conditions.append(.test(column + " <> ALL($)", [.uuids(notAny)])) }
    if let isNull { conditions.append(.isNull(column, isNull)) }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension TextFilter {
  func condition(on column: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let any { conditions.append(.test(column + " = ANY($)", [.texts(any)])) }
    if let notAny, !notAny.isEmpty { conditions.append(.test(column + " <> ALL($)", [.texts(notAny)])) }
    if let like, !like.isEmpty { conditions.append(.test(column + " ILIKE '%' || $ || '%'", [.text(like)])) }
    if let startsWith, !startsWith.isEmpty {
      conditions.append(.any(startsWith.map { .test(column + " ILIKE $ || '%'", [.text($0)]) }))
    }
    if let isNull { conditions.append(.isNull(column, isNull)) }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension TagsFilter {
  /// - Parameter column: A `jsonb` array of strings.
  func condition(on column: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let all, !all.isEmpty {
      conditions.append(.test(column + " @> $", [.jsonb(RawJSON { $0.strings(all) }.bytes)]))
    }
    if let any { conditions.append(.test("jsonb_exists_any(" + column + ", $)", [.texts(any)])) }
    if let isNull {
      conditions.append(isNull ? .test(column + " = '[]'::jsonb", []) : .test(column + " <> '[]'::jsonb", []))
    }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension TimeFilter {
  /// - Parameter presence: The column of which `is_null_` speaks, where it is another.
  func condition(on column: SQLText, presence: SQLText? = nil) -> Condition {
    var conditions: [Condition] = []
    if let before { conditions.append(.test(column + " <= $", [.timestamp(before)])) }
    if let after { conditions.append(.test(column + " >= $", [.timestamp(after)])) }
    if let isNull { conditions.append(.isNull(presence ?? column, isNull)) }
    return .combine(conditions, anyOf: false)
  }
}

extension StateFilter {
  func condition(type: SQLText, name: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let filter = self.type {
      if let any = filter.any {
        conditions.append(.test(type + " = ANY($::text[]::state_type[])", [.texts(any.map(\.rawValue))]))
      }
      if let notAny = filter.notAny, !notAny.isEmpty {
        conditions.append(.test(type + " <> ALL($::text[]::state_type[])", [.texts(notAny.map(\.rawValue))]))
      }
    }
    if let filter = self.name, filter != TextFilter() { conditions.append(filter.condition(on: name)) }
    return .combine(conditions, anyOf: `operator` == .or)
  }
}

extension Condition {
  static func isNull(_ column: SQLText, _ wanted: Bool) -> Condition {
    .test(column + (wanted ? " IS NULL" : " IS NOT NULL"), [])
  }
}
