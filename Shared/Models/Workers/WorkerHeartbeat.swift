/// What `POST /work_pools/{name}/workers/heartbeat` takes.
public struct WorkerHeartbeat: Sendable, Hashable {
  public var name: String
  /// Nil leaves what the worker said before.
  public var intervalSeconds: Int?

  public init(name: String, intervalSeconds: Int? = nil) {
    self.name = name
    self.intervalSeconds = intervalSeconds
  }

  /// Reads the parameters of a body.
  public init(reader: inout ObjectReader) {
    name = reader.required("name", .string)
    intervalSeconds = reader.optional("heartbeat_interval_seconds", .integer32)
  }
}
