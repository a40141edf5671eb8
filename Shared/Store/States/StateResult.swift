internal import JSON
internal import Models

/// The data of a state as the artifact that keeps it (contract §3.1).
struct StateResult: Sendable {
  var data: RawJSON
  var key: String?
  var type: String?
  var description: String?

  /// - Returns: nil where there is nothing to keep: no data, or data that is marked as not persisted.
  init?(of state: State) {
    guard let data = state.data, let root = data.document()?.root, !root.isNull else { return nil }
    self.data = data
    guard root.kind == .object else { return }
    if root["type" as StaticString]?.text == "unpersisted" { return nil }
    key = root["artifact_key" as StaticString]?.text
    type = root["artifact_type" as StaticString]?.text
    description = root["artifact_description" as StaticString]?.text
    let own: Set = ["artifact_key", "artifact_type", "artifact_description"]
    guard root.members.contains(where: { own.contains($0.key) }) else { return }
    self.data = RawJSON { writer in
      writer.beginObject()
      for (key, value) in root.members where !own.contains(key) {
        writer.key(key)
        writer.value(value)
      }
      writer.endObject()
    }
  }
}
