internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Values

extension ObjectReader {
  /// The parameter `limit` of an operation on many things: on how many at once (contract §7.3).
  mutating func bulkLimit() -> Int { value("limit", .integer(atLeast: 1, atMost: 50), default: 50) }
}

extension Response {
  /// `{deleted}`
  static func json(deleted ids: [UUID]) -> Response {
    .json(writing: { writer in
      writer.beginObject()
      writer.key("deleted")
      writer.uuids(ids)
      writer.endObject()
    })
  }
}
