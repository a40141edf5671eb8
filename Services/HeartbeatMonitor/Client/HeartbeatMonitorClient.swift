public import HTTP
public import Routing
public import Transport

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

  /// The routes by which the gateway passes requests on.
  public var routes: [Route] {
    HeartbeatMonitorClient.operations.map { method, pattern in
      Route(method, pattern) { [forwarded] in try await forwarded.forward($0.request) }
    }
  }
}
