public import JSON
public import Values

/// What a browser client shows with changing requests, so that no other page can make them.
public struct CSRFToken: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var token: String
  /// The name that the client gave itself.
  public var client: String
  public var expiration: Timestamp

  public init(
    id: UUID, created: Timestamp, updated: Timestamp, token: String, client: String, expiration: Timestamp
  ) {
    self.id = id
    self.created = created
    self.updated = updated
    self.token = token
    self.client = client
    self.expiration = expiration
  }
}

extension CSRFToken: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("token")
    writer.string(token)
    writer.key("client")
    writer.string(client)
    writer.key("expiration")
    writer.timestamp(expiration)
    writer.endObject()
  }
}
