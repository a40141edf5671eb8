/// What `PATCH /block_types/{id}` takes.
public struct BlockTypeUpdate: Sendable, Hashable, ObjectReadable {
  public var logoURL: Field<String>
  public var documentationURL: Field<String>
  public var description: Field<String>
  public var codeExample: Field<String>

  public init(
    logoURL: Field<String> = .absent, documentationURL: Field<String> = .absent, description: Field<String> = .absent,
    codeExample: Field<String> = .absent
  ) {
    self.logoURL = logoURL
    self.documentationURL = documentationURL
    self.description = description
    self.codeExample = codeExample
  }

  public init(reader: inout ObjectReader) {
    logoURL = reader.field("logo_url", .string)
    documentationURL = reader.field("documentation_url", .string)
    description = reader.field("description", .string)
    codeExample = reader.field("code_example", .string)
  }

  /// The type as the update leaves it.
  public func applied(to type: BlockType) -> BlockType {
    var result = type
    if logoURL.isPresent { result.logoURL = logoURL.value }
    if documentationURL.isPresent { result.documentationURL = documentationURL.value }
    if description.isPresent { result.description = description.value }
    if codeExample.isPresent { result.codeExample = codeExample.value }
    return result
  }
}
