public import JSON
public import Models
internal import Postgres
public import Values

/// An event as the database has it: what it is made of passes through unread.
public struct StoredEvent: Sendable {
  public let id: UUID
  public let occurred: Timestamp
  public let received: Timestamp
  public let name: String
  let follows: UUID?
  let resource: RawJSON
  let related: RawJSON
  let payload: RawJSON

  /// The columns in the order in which `init(reader:)` reads them.
  static let columns: SQLText =
    "e.id, e.occurred, e.received, e.event, e.follows, e.resource, e.related, e.payload"

  init(reader: inout RowReader) throws(DatabaseError) {
    id = try reader.uuid()
    occurred = try reader.timestamp()
    received = try reader.timestamp()
    name = try reader.text()
    follows = try reader.optionalUUID()
    resource = try reader.rawJSON()
    related = try reader.rawJSON()
    payload = try reader.rawJSON()
  }

  /// The event taken apart; nil for one that is of no shape that the API takes.
  public var event: Event? { Event(stored: RawJSON { writeMembers(to: &$0, received: false) }) }

  /// About how much memory it takes.
  public var byteCount: Int { 256 + name.utf8.count + resource.bytes.count + related.bytes.count + payload.bytes.count }
}

extension StoredEvent: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writeMembers(to: &writer, received: true)
  }

  private func writeMembers(to writer: inout JSONWriter, received isTold: Bool) {
    writer.beginObject()
    writer.key("occurred")
    writer.timestamp(occurred)
    writer.key("event")
    writer.string(name)
    writer.key("resource")
    writer.raw(resource)
    writer.key("related")
    writer.raw(related)
    writer.key("payload")
    writer.raw(payload)
    writer.key("id")
    writer.uuid(id)
    writer.key("follows")
    writer.uuid(follows)
    if isTold {
      writer.key("received")
      writer.timestamp(received)
    }
    writer.endObject()
  }
}
