internal import Models

/// A label of an event by whose value events are counted apart: `LABEL` of the primary resource, or `related:ROLE:LABEL` of
/// the first related resource in that role.
struct ForEachLabel: Sendable {
  private let text: String
  private let related: (role: String, label: String)?

  init(_ text: String) {
    self.text = text
    related = ForEachLabel.related(text)
  }

  private static func related(_ text: String) -> (role: String, label: String)? {
    let prefix = "related:"
    guard text.hasPrefix(prefix), let colon = text.lastIndex(of: ":") else { return nil }
    let role = text.dropFirst(prefix.count)
    // Without a second colon there is no role.
    guard role.startIndex <= colon else { return nil }
    return (String(text[role.startIndex..<colon]), String(text[text.index(after: colon)...]))
  }

  /// "" if there is no such label; the primary resource is asked if nothing is in that role.
  func value(in event: Event) -> String {
    if let related, let resource = event.related.first(where: { $0.role == related.role }) {
      return resource[related.label] ?? ""
    }
    return event.resource[text] ?? ""
  }
}
