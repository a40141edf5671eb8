public import JSON

/// What `PATCH /artifacts/{id}` takes: only what was sent is changed.
public struct ArtifactUpdate: Sendable, Hashable, ObjectReadable {
  public var data: Field<RawJSON>
  public var description: Field<String>
  public var metadata: Field<RawJSON>

  public init(data: Field<RawJSON> = .absent, description: Field<String> = .absent) {
    self.data = data
    self.description = description
    metadata = .absent
  }

  public init(reader: inout ObjectReader) {
    data = reader.field("data", .any)
    description = reader.field("description", .string)
    metadata = reader.field("metadata_", .artifactMetadata)
  }
}
