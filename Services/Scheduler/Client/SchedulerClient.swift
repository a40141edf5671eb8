public import HTTP
public import Routing
public import Transport

/// The scheduler as other services call it.
public struct SchedulerClient: Sendable {
  /// What the service answers, relative to the API's base path.
  public static let operations: [(Method, String)] = [
    (.post, "/deployments/{id:uuid}/schedule")
  ]

  private let forwarded: ForwardedRoutes

  /// - Parameter token: The secret that the services share; nil for none.
  public init(_ upstream: Upstream, token: String?) {
    forwarded = ForwardedRoutes(upstream, token: token)
  }

  /// The routes by which the gateway passes requests on.
  public var routes: [Route] {
    SchedulerClient.operations.map { method, pattern in
      Route(method, pattern) { [forwarded] in try await forwarded.forward($0.request) }
    }
  }
}
