public import JSON

/// All settings in the shape of the API: what the dots of their names part is an object each. Those that Prefect does not
/// have are not among them.
public struct SettingsDocument: Sendable, JSONWritable {
  private var root = Group()

  public init(_ settings: Settings) {
    let home = settings.clientEntries.first { $0.name == "home" }?.value.text ?? "~"
    for entry in settings.entries + settings.clientEntries {
      guard !entry.name.hasPrefix("apus."), entry.name != "server.encryption_key" else { continue }
      let value: SettingValue =
        switch entry.name {
        // The level may be set by a name of ours.
        case "server.logging_level": .text(settings.cluster.logLevel)
        case "server.memo_store_path" where entry.value == .absent: .text("\(home)/memo_store.toml")
        default: entry.value
        }
      root.insert(value, at: entry.name.split(separator: ".").map(String.init)[...])
    }
  }

  public func write(to writer: inout JSONWriter) {
    root.write(to: &writer)
  }

  private struct Group: Sendable, JSONWritable {
    var values = OrderedMembers<SettingValue>()
    var groups = OrderedMembers<Group>()

    mutating func insert(_ value: SettingValue, at path: ArraySlice<String>) {
      guard let name = path.first else { return }
      if path.count == 1 {
        values[name] = value
      } else {
        var group = groups[name] ?? Group()
        group.insert(value, at: path.dropFirst())
        groups[name] = group
      }
    }

    func write(to writer: inout JSONWriter) {
      writer.beginObject()
      for (name, value) in values.members {
        writer.key(name)
        writer.value(value)
      }
      for (name, group) in groups.members {
        writer.key(name)
        writer.value(group)
      }
      writer.endObject()
    }
  }
}
