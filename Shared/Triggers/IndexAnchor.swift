internal import Models

/// A label with an exact value without which an event does not concern a trigger, so that the trigger is looked for only
/// when an event has it.
struct IndexAnchor: Sendable, Hashable {
  /// Whether a related resource has it, or the primary one.
  let isRelated: Bool
  let label: String
  let value: String

  /// The labels by which triggers are usually narrowed down, the most telling first.
  private static let preferred = ["prefect.resource.id", "prefect.resource.name"]
  /// The label that tells nothing: many events have a resource in the same role.
  private static let ignored = "prefect.resource.role"

  /// One for each of the values of which an event has to have one; nil if there is no label with exact values.
  static func all(of trigger: EventTrigger) -> [IndexAnchor]? {
    let options =
      anchors(trigger.match, isRelated: false)
      + trigger.matchRelated.specifications.flatMap { anchors($0, isRelated: true) }
    return options.min { rank($0) < rank($1) }
  }

  /// For each criterion with exact values only, these.
  private static func anchors(_ specification: ResourceSpecification, isRelated: Bool) -> [[IndexAnchor]] {
    specification.criteria.filter { criterion in
      criterion.label != ignored && criterion.globs.allSatisfy { $0.isLiteral && !$0.isNegated }
    }.map { criterion in
      criterion.globs.map { IndexAnchor(isRelated: isRelated, label: criterion.label, value: $0.prefix) }
    }
  }

  private static func rank(_ anchors: [IndexAnchor]) -> Int {
    // Without values nothing matches, which nothing can beat.
    guard let anchor = anchors.first else { return -1 }
    return preferred.firstIndex(of: anchor.label) ?? preferred.count
  }
}
