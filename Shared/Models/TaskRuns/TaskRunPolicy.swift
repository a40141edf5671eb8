public import JSON

/// How a task run is tried again.
public struct TaskRunPolicy: Sendable, Hashable {
  /// Superseded by `retries`, which takes its value over where it has none of its own.
  public var maxRetries: Int
  /// Superseded by `retryDelay` in the same way.
  public var retryDelaySeconds: Double
  public var retries: Int?
  public var retryDelay: RetryDelay?
  /// How far a wait may be lengthened at random, as a share of it.
  public var retryJitterFactor: Double?

  public init(
    maxRetries: Int = 0, retryDelaySeconds: Double = 0, retries: Int? = nil, retryDelay: RetryDelay? = nil,
    retryJitterFactor: Double? = nil
  ) {
    self.maxRetries = maxRetries
    self.retryDelaySeconds = retryDelaySeconds
    self.retries = retries
    self.retryDelay = retryDelay
    self.retryJitterFactor = retryJitterFactor
  }
}

extension TaskRunPolicy: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    maxRetries = reader.value("max_retries", .integer, default: 0)
    retryDelaySeconds = reader.value("retry_delay_seconds", .double, default: 0)
    retries = reader.superseding("retries", "max_retries", .integer)
    retryDelay = reader.superseding("retry_delay", "retry_delay_seconds", .retryDelay)
    retryJitterFactor = reader.optional(
      "retry_jitter_factor", Reading<Double>.double.checked { $0 < 0 ? "`retry_jitter_factor` must be >= 0." : nil })
  }
}

extension TaskRunPolicy: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("max_retries")
    writer.integer(maxRetries)
    writer.key("retry_delay_seconds")
    writer.double(retryDelaySeconds)
    writer.key("retries")
    writer.integer(retries)
    writer.key("retry_delay")
    writer.value(retryDelay)
    writer.key("retry_jitter_factor")
    writer.double(retryJitterFactor)
    writer.endObject()
  }
}
