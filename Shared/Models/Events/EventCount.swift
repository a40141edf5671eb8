public import JSON
public import Values

/// How many events there are of one day, name or resource (contract §6.9).
public struct EventCount: Sendable, Hashable {
  public var value: String
  public var label: String
  public var count: Int
  /// When the first of them occurred, or the bucket begins.
  public var start: Timestamp
  /// When the last of them occurred, or the last microsecond of the bucket.
  public var end: Timestamp

  public init(value: String, label: String, count: Int, start: Timestamp, end: Timestamp) {
    self.value = value
    self.label = label
    self.count = count
    self.start = start
    self.end = end
  }
}

extension EventCount: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("value")
    writer.string(value)
    writer.key("label")
    writer.string(label)
    writer.key("count")
    writer.integer(count)
    writer.key("start_time")
    writer.timestamp(start)
    writer.key("end_time")
    writer.timestamp(end)
    writer.endObject()
  }
}

/// What events are counted by.
public enum EventCountable: String, Sendable, CaseIterable {
  case day, time, event, resource
}
