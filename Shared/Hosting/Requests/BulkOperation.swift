public import HTTP
internal import JSON
public import Models
public import Values

extension ObjectReader {
  /// The parameter `limit` of an operation on many objects at once (contract §7.3).
  public mutating func bulkLimit() -> Int { value("limit", .integer(atLeast: 1, atMost: 50), default: 50) }
}

extension Response {
  /// `{deleted}`
  public static func deleted(_ ids: [UUID]) -> Response {
    .json(writing: { writer in
      writer.beginObject()
      writer.key("deleted")
      writer.uuids(ids)
      writer.endObject()
    })
  }
}
