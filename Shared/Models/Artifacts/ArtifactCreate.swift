internal import JSON

/// What `POST /artifacts/` takes; an empty object makes an artifact too.
public struct ArtifactCreate: Sendable, Hashable, ObjectReadable {
  public var content: ArtifactContent

  public init(content: ArtifactContent) {
    self.content = content
  }

  public init(reader: inout ObjectReader) {
    content = ArtifactContent(
      key: reader.optional("key", .artifactKey), type: reader.optional("type", .string),
      description: reader.optional("description", .string), data: reader.optional("data", .any))
    content.metadata = reader.optional("metadata_", .artifactMetadata)
    content.flowRunID = reader.optional("flow_run_id", .uuid)
    content.taskRunID = reader.optional("task_run_id", .uuid)
  }
}

extension Reading where Value == String {
  /// Lower-case letters, digits and dashes; empty passes.
  static let artifactKey = Reading.string.checked { key in
    let isPlain = key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
    return isPlain ? nil : "Artifact key must only contain lowercase letters, numbers, and dashes."
  }.described(as: .string(pattern: "^[a-z0-9-]*$"))
}

extension Reading where Value == RawJSON {
  /// How many characters of a value of an artifact's metadata are kept; a longer one ends in dots.
  static let artifactMetadataCharacters = 500

  /// An object whose values are texts.
  static let artifactMetadata = Reading(schema: .map(.string), fallback: .emptyObject) { value, problems in
    let before = problems.count
    let object = stringMap.read(value, problems)
    guard problems.count == before else { return nil }
    let isLong = value.members.contains { ($0.value.text?.unicodeScalars.count ?? 0) > artifactMetadataCharacters }
    guard isLong else { return object }
    return RawJSON { writer in
      writer.beginObject()
      for (key, member) in value.members {
        writer.key(key)
        let text = (member.text ?? "").unicodeScalars
        writer.string(
          text.count > artifactMetadataCharacters
            ? String(String.UnicodeScalarView(text.prefix(artifactMetadataCharacters))) + "..."
            : String(String.UnicodeScalarView(text)))
      }
      writer.endObject()
    }
  }
}
