/// What `POST /block_types/` takes.
public struct BlockTypeCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var slug: String
  public var logoURL: String?
  public var documentationURL: String?
  public var description: String?
  public var codeExample: String?

  public init(
    name: String, slug: String, logoURL: String? = nil, documentationURL: String? = nil, description: String? = nil,
    codeExample: String? = nil
  ) {
    self.name = name
    self.slug = slug
    self.logoURL = logoURL
    self.documentationURL = documentationURL
    self.description = description
    self.codeExample = codeExample
  }

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .name)
    slug = reader.required("slug", .blockTypeSlug)
    logoURL = reader.optional("logo_url", .string)
    documentationURL = reader.optional("documentation_url", .string)
    description = reader.optional("description", .string)
    codeExample = reader.optional("code_example", .string)
  }

  /// Whether the name is kept for the system's own types.
  public var isReserved: Bool { name.lowercased().hasPrefix("prefect") }

  /// The same with the characters escaped that mean something in HTML, as texts from clients are stored.
  public var sanitised: BlockTypeCreate {
    var result = self
    result.description = description.map(BlockTypeCreate.escape)
    result.codeExample = codeExample.map(BlockTypeCreate.escape)
    return result
  }

  private static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
