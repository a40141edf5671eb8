internal import Configuration
internal import Crypto
public import HTTP
public import Lifecycle
public import Routing
internal import Transport

/// The routes of a service behind the gateway: its own part of the public API under the API's base path, and health at
/// the root.
public struct ServiceRoutes: Sendable {
  private let context: ProgramContext
  private let database: DatabaseHost

  public init(_ context: ProgramContext, database: DatabaseHost) {
    self.context = context
    self.database = database
  }

  /// - Parameter routes: Relative to the API's base path.
  public func responder(_ routes: [Route]) throws -> any Responder {
    let settings = context.settings
    let health = HealthRoutes(readiness: database.readiness, metrics: context.metrics).routes()
    let table = try RouteTable(health + routes.map { $0.mounted(at: settings.server.basePath) })
    let errors = ErrorResponses(logger: context.logger)
    let router = Router(
      table, guards: [tokenGuard, HealthRoutes.gate(database.readiness)], mapError: errors.response)
    return settings.cluster.accessLog ? AccessLog(router, logger: context.logger) : router
  }

  /// Refuses requests of whoever does not know the secret that the services share, when there is one. Health and metrics
  /// stay open, even where the API's base path is the root.
  private var tokenGuard: Router.Guard {
    let basePath = context.settings.server.basePath
    guard let token = context.settings.cluster.internalToken?.reveal() else { return { _ in nil } }
    return { request in
      guard request.isWithin(basePath), !HealthRoutes.paths.contains(request.decodedPath) else { return nil }
      let shown = request.headers.values(ForwardedRoutes.tokenHeader)
      if shown.count == 1, ConstantTime.equal(shown[0], token) { return nil }
      return .exceptionMessage("Unauthorized", .unauthorized)
    }
  }
}
