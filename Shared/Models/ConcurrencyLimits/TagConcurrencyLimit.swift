public import JSON
public import Values

/// A limit on how many task runs with a tag run at once, as the first version of the API has it (contract §7.11).
public struct TagConcurrencyLimit: Sendable, Hashable {
  public var id: UUID
  public var created: Timestamp
  public var updated: Timestamp
  public var tag: String
  public var limit: Int
  /// The task runs that hold a slot.
  public var holders: [UUID]

  public init(id: UUID, created: Timestamp, updated: Timestamp, tag: String, limit: Int, holders: [UUID] = []) {
    self.id = id
    self.created = created
    self.updated = updated
    self.tag = tag
    self.limit = limit
    self.holders = holders
  }
}

extension TagConcurrencyLimit: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("tag")
    writer.string(tag)
    writer.key("concurrency_limit")
    writer.integer(limit)
    writer.key("active_slots")
    writer.beginArray()
    for holder in holders { writer.uuid(holder) }
    writer.endArray()
    writer.endObject()
  }
}

/// What `POST /concurrency_limits/` takes.
public struct TagConcurrencyLimitCreate: Sendable, Hashable, ObjectReadable {
  public var tag: String
  /// May be negative, which grants nobody a slot and aborts nobody.
  public var limit: Int

  public init(tag: String, limit: Int) {
    self.tag = tag
    self.limit = limit
  }

  public init(reader: inout ObjectReader) {
    tag = reader.required("tag", .tagName)
    limit = reader.required("concurrency_limit", .integer32)
  }
}

/// The tags of which a task run takes slots, or gives them back.
public struct TagSlotRequest: Sendable, Hashable {
  public var tags: [String]
  public var taskRunID: UUID

  public init(tags: [String], taskRunID: UUID) {
    self.tags = tags
    self.taskRunID = taskRunID
  }

  public init(reader: inout ObjectReader) {
    tags = reader.required("names", .list(.string))
    taskRunID = reader.required("task_run_id", .uuid)
  }
}

extension Reading where Value == String {
  /// A tag behind whose prefix there is a name; it may be empty.
  fileprivate static let tagName = Reading(schema: .string(pattern: "^[^/%&><]*$"), fallback: "") { value, problems in
    value.text?.isEmpty == true ? "" : name.read(value, problems)
  }
}
