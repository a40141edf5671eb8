public import HTTP
internal import JSON
public import Models
public import Routing
public import Transport
internal import Values

/// The heartbeat monitor as other services call it: the workers of pools.
public struct HeartbeatMonitorClient: Sendable {
  /// What the service answers, relative to the API's base path.
  public static let operations: [(Method, String)] = [
    (.post, "/work_pools/{work_pool_name}/workers/heartbeat"),
    (.post, "/work_pools/{work_pool_name}/workers/filter"),
    (.delete, "/work_pools/{work_pool_name}/workers/{name}"),
  ]

  private let forwarded: ForwardedRoutes

  /// - Parameter token: The secret that the services share; nil for none.
  public init(_ upstream: Upstream, token: String?) {
    forwarded = ForwardedRoutes(upstream, token: token)
  }

  /// Records that a worker lives.
  ///
  /// - Returns: Whether its pool is there.
  /// - Throws: `DomainError.unavailable` for an answer that is neither.
  public func record(_ heartbeat: WorkerHeartbeat, pool: String, basePath: String) async throws -> Bool {
    let body = RawJSON { writer in
      writer.beginObject()
      writer.key("name")
      writer.string(heartbeat.name)
      writer.key("heartbeat_interval_seconds")
      writer.integer(heartbeat.intervalSeconds)
      writer.endObject()
    }
    let name = PercentEncoding.encode(pool.utf8)
    let response = try await forwarded.forward(
      Request(
        method: .post, path: "\(basePath)/work_pools/\(name)/workers/heartbeat",
        headers: Headers([("content-type", "application/json")]), body: body.bytes))
    switch response.status {
    case .noContent: return true
    case .notFound: return false
    default: throw DomainError.unavailable
    }
  }

  /// The routes by which the gateway passes requests on.
  public var routes: [Route] {
    HeartbeatMonitorClient.operations.map { method, pattern in
      Route(method, pattern) { [forwarded] in try await forwarded.forward($0.request) }
    }
  }
}
