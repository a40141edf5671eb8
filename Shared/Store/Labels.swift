internal import JSON

/// Labels that an object inherits, is given by the system, and brings along; later ones win (contract §7.8).
enum Labels {
  static func merge(_ inherited: RawJSON, _ system: [(String, String)], _ own: RawJSON?) -> RawJSON {
    let ownMembers = members(of: own)
    let later = Set(ownMembers.map(\.key)).union(system.map(\.0))
    return RawJSON { writer in
      writer.beginObject()
      for (key, value) in members(of: inherited) where !later.contains(key) {
        writer.key(key)
        writer.value(value)
      }
      for (key, value) in system where !ownMembers.contains(where: { $0.key == key }) {
        writer.key(key)
        writer.string(value)
      }
      for (key, value) in ownMembers {
        writer.key(key)
        writer.value(value)
      }
      writer.endObject()
    }
  }

  private static func members(of labels: RawJSON?) -> [(key: String, value: JSONValue)] {
    guard let root = labels?.document()?.root, root.kind == .object else { return [] }
    return Array(root.members)
  }
}
