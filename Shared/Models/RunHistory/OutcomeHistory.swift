public import JSON
public import Values

/// A span of time in twenty parts, in which the outcomes of task runs are counted.
public struct OutcomeHistory: Sendable, Hashable {
  public static let partCount = 20

  public let start: Timestamp
  /// How long all parts last together, in microseconds; never less than a minute's but one.
  public let length: Int64

  /// From the minute of one moment to the end of the minute of another; nil where nothing is between them.
  public init?(from start: Timestamp, to end: Timestamp) {
    let minute: Int64 = 60_000_000
    func minutes(_ moment: Timestamp) -> Int64 {
      moment.microseconds / minute - (moment.microseconds % minute < 0 ? 1 : 0)
    }
    let length = (minutes(end) + 1 - minutes(start)).multipliedReportingOverflow(by: minute)
    guard !length.overflow, length.partialValue > 0 else { return nil }
    self.start = Timestamp(microseconds: minutes(start) * minute)
    self.length = length.partialValue - 1
  }
}

/// How many task runs of one part came to which end.
public struct OutcomeCount: Sendable, Hashable, JSONWritable {
  public var completed: Int
  public var failed: Int

  public init(completed: Int = 0, failed: Int = 0) {
    self.completed = completed
    self.failed = failed
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("completed")
    writer.integer(completed)
    writer.key("failed")
    writer.integer(failed)
    writer.endObject()
  }
}
