public import JSON
public import Values

/// `MinimalConcurrencyLimitResponse`: a limit that slots were taken of or given back to.
public struct GrantedLimit: Sendable, Hashable, JSONWritable {
  public var id: UUID
  public var name: String
  public var limit: Int

  public init(id: UUID, name: String, limit: Int) {
    self.id = id
    self.name = name
    self.limit = limit
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("name")
    writer.string(name)
    writer.key("limit")
    writer.integer(limit)
    writer.endObject()
  }
}

/// `ConcurrencyLimitWithLeaseResponse`: slots that are held until the lease is given back or expires.
public struct GrantedLease: Sendable, Hashable, JSONWritable {
  public var id: UUID
  public var limits: [GrantedLimit]

  public init(id: UUID, limits: [GrantedLimit]) {
    self.id = id
    self.limits = limits
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("lease_id")
    writer.uuid(id)
    writer.key("limits")
    writer.beginArray()
    for limit in limits { limit.write(to: &writer) }
    writer.endArray()
    writer.endObject()
  }
}
