public import JSON

/// How a flow run is tried again.
public struct FlowRunPolicy: Sendable, Hashable {
  /// Superseded by `retries`, which takes its value over where it has none of its own.
  public var maxRetries: Int
  /// Superseded by `retryDelay` in the same way.
  public var retryDelaySeconds: Double
  public var retries: Int?
  /// Seconds.
  public var retryDelay: Int?
  /// The pauses this run has gone through; nil is null.
  public var pauseKeys: [String]?
  public var resuming: Bool?
  public var retryType: RetryType?

  /// Where the next try happens.
  public enum RetryType: String, Sendable, CaseIterable {
    case inProcess = "in_process"
    case reschedule
  }

  public init(
    maxRetries: Int = 0, retryDelaySeconds: Double = 0, retries: Int? = nil, retryDelay: Int? = nil,
    pauseKeys: [String]? = [], resuming: Bool? = false, retryType: RetryType? = nil
  ) {
    self.maxRetries = maxRetries
    self.retryDelaySeconds = retryDelaySeconds
    self.retries = retries
    self.retryDelay = retryDelay
    self.pauseKeys = pauseKeys
    self.resuming = resuming
    self.retryType = retryType
  }
}

extension FlowRunPolicy: ObjectReadable {
  public static var unknownKeys: UnknownKeys { .ignored }

  public init(reader: inout ObjectReader) {
    maxRetries = reader.value("max_retries", .integer, default: 0)
    retryDelaySeconds = reader.value("retry_delay_seconds", .double, default: 0)
    retries = reader.superseding("retries", "max_retries", .integer)
    retryDelay = reader.superseding("retry_delay", "retry_delay_seconds", .integer)
    switch reader.field("pause_keys", .stringSet) {
    case .absent: pauseKeys = []
    case .null: pauseKeys = nil
    case .value(let keys): pauseKeys = keys
    }
    switch reader.field("resuming", .bool) {
    case .absent: resuming = false
    case .null: resuming = nil
    case .value(let value): resuming = value
    }
    retryType = reader.optional("retry_type", .literal())
  }
}

extension FlowRunPolicy: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("max_retries")
    writer.integer(maxRetries)
    writer.key("retry_delay_seconds")
    writer.double(retryDelaySeconds)
    writer.key("retries")
    writer.integer(retries)
    writer.key("retry_delay")
    writer.integer(retryDelay)
    writer.key("pause_keys")
    if let pauseKeys { writer.strings(pauseKeys) } else { writer.null() }
    writer.key("resuming")
    writer.bool(resuming)
    writer.key("retry_type")
    writer.string(retryType?.rawValue)
    writer.endObject()
  }
}

extension ObjectReader {
  /// A member that takes the value of a superseded one where it is absent, null or zero and the other is not zero.
  mutating func superseding<Value>(
    _ key: StaticString, _ superseded: StaticString, _ reading: Reading<Value>
  ) -> Value? {
    if let own = peek(key), !own.isFalsy { return optional(key, reading) }
    guard let other = peek(superseded), other.double != 0 else { return optional(key, reading) }
    _ = member(key)
    guard !other.isNull else { return nil }
    return problems.at(.key(key)) { reading.read(other, problems) }
  }
}

extension JSONValue {
  /// What Python takes for false: null, false, zero, and what is empty.
  var isFalsy: Bool {
    switch kind {
    case .null: true
    case .boolean: bool == false
    case .integer, .float: double == 0
    case .string: text?.isEmpty ?? true
    case .array, .object: source.count <= 2
    }
  }
}
