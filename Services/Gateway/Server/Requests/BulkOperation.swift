internal import HTTP
internal import Hosting
internal import JSON
internal import Values

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
