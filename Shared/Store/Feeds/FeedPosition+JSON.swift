public import JSON
public import Models
internal import Values

/// A position as it is stored, for a reader that goes on after a restart.
extension FeedPosition: ObjectReadable, JSONWritable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    snapshot = reader.required("snapshot", .string)
    since = reader.required("since", .timestamp)
    next = reader.required("next", .timestamp)
    page = reader.optional("page", .model(Page.self))
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("snapshot")
    writer.string(snapshot)
    writer.key("since")
    writer.timestamp(since)
    writer.key("next")
    writer.timestamp(next)
    if let page {
      writer.key("page")
      writer.value(page)
    }
    writer.endObject()
  }
}

extension FeedPosition.Page: ObjectReadable, JSONWritable {
  static var unknownKeys: UnknownKeys { .ignored }

  init(reader: inout ObjectReader) {
    until = reader.required("until", .string)
    next = reader.required("next", .timestamp)
    made = reader.required("made", .timestamp)
    occurred = reader.required("occurred", .timestamp)
    id = reader.required("id", .uuid)
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("until")
    writer.string(until)
    writer.key("next")
    writer.timestamp(next)
    writer.key("made")
    writer.timestamp(made)
    writer.key("occurred")
    writer.timestamp(occurred)
    writer.key("id")
    writer.uuid(id)
    writer.endObject()
  }
}

extension FeedPosition: Comparable {
  /// Whether it is behind another. Snapshots of one server are in an order: what one holds, every later one holds.
  public static func < (left: FeedPosition, right: FeedPosition) -> Bool {
    left.order.lexicographicallyPrecedes(right.order)
  }

  /// Grows from snapshot to snapshot, and from page to page within one.
  private var order: [Int64] {
    let parts = snapshot.split(separator: ":", omittingEmptySubsequences: false)
    let bounds = parts.prefix(2).map { Int64($0) ?? 0 }
    guard bounds.count == 2 else { return [] }
    let underWay = parts.count > 2 ? parts[2].split(separator: ",").count : 0
    let place = page.map { [$0.made.microseconds, $0.occurred.microseconds] } ?? []
    return [bounds[1], bounds[0], Int64(-underWay)] + place
  }
}
