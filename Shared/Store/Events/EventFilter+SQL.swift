public import Models
internal import Postgres
internal import Values

extension EventFilter {
  /// On an event `e`. Criteria on labels and related resources are searches in `event_resources`, within the same window.
  var condition: Condition {
    var conditions = window(of: "e.occurred")
    if let event { conditions.append(event.condition(on: "e.event")) }
    if let resource { conditions += resource.conditions(window: window(of: "r.occurred")) }
    for filter in related {
      let inner = filter.conditions
      if !inner.isEmpty { conditions.append(involved(inner, ids: filter.ids)) }
    }
    for filter in anyResource {
      let inner = filter.resourceConditions
      if !inner.isEmpty { conditions.append(involved(inner, ids: filter.ids)) }
    }
    if let ids, !ids.isEmpty { conditions.append(.test("e.id = ANY($)", [.uuids(ids)])) }
    if let text {
      conditions.append(
        text.condition(on: "concat(e.event, ' ', e.resource::text, ' ', e.related::text, ' ', e.payload::text)"))
    }
    return .all(conditions)
  }

  /// Whether it asks for anything but when events occurred and what they are.
  var asksForMoreThanNames: Bool {
    resource.map { $0.isDistinct || !$0.conditions(window: []).isEmpty } ?? false
      || related.contains { !$0.conditions.isEmpty } || anyResource.contains { !$0.resourceConditions.isEmpty }
      || !(ids ?? []).isEmpty || text != nil
  }

  /// - Parameter ids: One of which the resource has; nil or none for any.
  private func involved(_ conditions: [Condition], ids: [String]?) -> Condition {
    let resource = Condition.all(window(of: "r.occurred") + conditions)
    guard EventFilter.areOfRuns(ids), !asksForSomeByThemselves else { return .involved(resource) }
    return .few("e.id", "SELECT r.event_id FROM event_resources r WHERE ", resource)
  }

  /// Whether only events about some runs are let through: mostly few.
  public var isAboutRuns: Bool {
    related.contains { EventFilter.areOfRuns($0.ids) } || anyResource.contains { EventFilter.areOfRuns($0.ids) }
  }

  /// Whether an index finds what it lets through by what the events are or what they happened to: of a run with many thousands of
  /// events that may be less than what is about the run.
  private var asksForSomeByThemselves: Bool {
    func isAsked(_ values: [String]?) -> Bool { !(values ?? []).isEmpty }
    return isAsked(event?.names) || isAsked(event?.prefixes) || isAsked(resource?.resource.ids)
      || isAsked(resource?.resource.idPrefixes) || !(ids ?? []).isEmpty
  }

  /// Whether there are ids, and all are of runs (contract §6.3).
  private static func areOfRuns(_ ids: [String]?) -> Bool {
    guard let ids, !ids.isEmpty else { return false }
    return ids.allSatisfy { $0.hasPrefix("prefect.flow-run.") || $0.hasPrefix("prefect.task-run.") }
  }

  private func window(of column: SQLText) -> [Condition] {
    var conditions: [Condition] = []
    if let since = occurred.since { conditions.append(.test(column + " >= $", [.timestamp(since)])) }
    if let until = occurred.until { conditions.append(.test(column + " <= $", [.timestamp(until)])) }
    return conditions
  }

  /// From the order that is asked for; ends in the id, so that pages do not overlap.
  var sqlOrder: SQLText { order == .ascending ? "e.occurred, e.id" : "e.occurred DESC, e.id DESC" }
}

extension EventNameFilter {
  /// Prefixes take `%` and `_` for wildcards, as the reference's do.
  func condition(on column: SQLText) -> Condition {
    var conditions: [Condition] = []
    if let prefixes, !prefixes.isEmpty { conditions.append(.startsWithAny(column, prefixes)) }
    if let excludedPrefixes, !excludedPrefixes.isEmpty {
      conditions.append(.test(column + " NOT LIKE ALL($)", [.texts(excludedPrefixes.map { $0 + "%" })]))
    }
    if let names, !names.isEmpty { conditions.append(.test(column + " = ANY($)", [.texts(names)])) }
    if let excludedNames, !excludedNames.isEmpty {
      conditions.append(.test(column + " <> ALL($)", [.texts(excludedNames)]))
    }
    return .all(conditions)
  }
}

extension EventPrimaryResourceFilter {
  fileprivate func conditions(window: [Condition]) -> [Condition] {
    var conditions: [Condition] = []
    if let ids = resource.ids, !ids.isEmpty { conditions.append(.test("e.resource_id = ANY($)", [.texts(ids)])) }
    if let prefixes = resource.idPrefixes, !prefixes.isEmpty {
      conditions.append(.startsWithAny("e.resource_id", prefixes))
    }
    if let labels = resource.labels, !labels.criteria.isEmpty {
      let isPrimary = Condition.test("r.resource_role = ''", [])
      conditions.append(.involved(.all(window + [isPrimary] + labels.conditions(roleIsColumn: false))))
    }
    return conditions
  }
}

extension EventRelatedFilter {
  /// On a resource `r`, which is no primary one unless a role is asked for; none if nothing is asked.
  fileprivate var conditions: [Condition] {
    var conditions: [Condition] = []
    if let ids, !ids.isEmpty { conditions.append(.test("r.resource_id = ANY($)", [.texts(ids)])) }
    if let roles, !roles.isEmpty { conditions.append(.test("r.resource_role = ANY($)", [.texts(roles)])) }
    if let resourcesInRoles, !resourcesInRoles.isEmpty {
      conditions.append(
        .test(
          "(r.resource_id, r.resource_role) IN (SELECT * FROM unnest($::text[], $::text[]))",
          [.texts(resourcesInRoles.map(\.resourceID)), .texts(resourcesInRoles.map(\.role))]))
    }
    if let labels, !labels.criteria.isEmpty { conditions.append(.all(labels.conditions(roleIsColumn: true))) }
    if !conditions.isEmpty, roles?.isEmpty ?? true { conditions.append(.test("r.resource_role <> ''", [])) }
    return conditions
  }
}

extension EventResourceFilter {
  /// On a resource `r` of any role; none if nothing is asked.
  fileprivate var resourceConditions: [Condition] {
    var conditions: [Condition] = []
    if let ids, !ids.isEmpty { conditions.append(.test("r.resource_id = ANY($)", [.texts(ids)])) }
    if let idPrefixes, !idPrefixes.isEmpty { conditions.append(.startsWithAny("r.resource_id", idPrefixes)) }
    if let labels, !labels.criteria.isEmpty { conditions.append(.all(labels.conditions(roleIsColumn: true))) }
    return conditions
  }
}

extension ResourceSpecification {
  /// On a resource `r`, whose id and role are columns of their own.
  ///
  /// - Parameter roleIsColumn: Whether the role's label means that column, literally and without patterns.
  fileprivate func conditions(roleIsColumn: Bool) -> [Condition] {
    criteria.compactMap { criterion in
      let patterns = criterion.patterns
      switch criterion.label {
      case "prefect.resource.id":
        let isNothing = patterns.isEmpty || patterns == [""]
        return isNothing ? nil : .matchesAny("r.resource_id", [], patterns)
      case "prefect.resource.role" where roleIsColumn:
        let isNothing = patterns.isEmpty || patterns == [""]
        return isNothing ? nil : .test("r.resource_role = ANY($)", [.texts(patterns)])
      default:
        return patterns.isEmpty ? .never : .matchesAny("(r.resource ->> $)", [.text(criterion.label)], patterns)
      }
    }
  }
}

extension Condition {
  /// That a resource `r` of the event satisfies a condition.
  fileprivate static func involved(_ condition: Condition) -> Condition {
    .exists("SELECT FROM event_resources r WHERE r.event_id = e.id", condition)
  }

  /// One by one, since an index finds nothing by LIKE ANY.
  fileprivate static func startsWithAny(_ column: SQLText, _ prefixes: [String]) -> Condition {
    .any(prefixes.map { .test(column + " LIKE $", [.text($0 + "%")]) })
  }

  /// That a text fits one of some label patterns: `*` is any text, `?` one character, `!` in front negates.
  fileprivate static func matchesAny(_ text: SQLText, _ values: [SQLValue], _ patterns: [String]) -> Condition {
    let wanted = patterns.filter { !$0.hasPrefix("!") }.map(likePattern)
    let unwanted = patterns.filter { $0.hasPrefix("!") }.map { likePattern(String($0.dropFirst())) }
    var conditions: [Condition] = []
    if !wanted.isEmpty { conditions.append(.test(text + " LIKE ANY($)", values + [.texts(wanted)])) }
    if !unwanted.isEmpty { conditions.append(.test(text + " NOT LIKE ANY($)", values + [.texts(unwanted)])) }
    return .any(conditions)
  }

  private static func likePattern(_ pattern: String) -> String {
    var like = ""
    for character in pattern.unicodeScalars {
      switch character {
      case "*": like += "%"
      case "?": like += "_"
      case "\\", "%", "_": like += "\\\(character)"
      default: like.unicodeScalars.append(character)
      }
    }
    return like
  }
}
