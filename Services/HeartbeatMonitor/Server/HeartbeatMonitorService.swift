internal import Configuration
internal import HTTP
internal import Hosting
public import Lifecycle
internal import Routing
internal import Transport

/// The parts of the service, put together.
public enum HeartbeatMonitorService {
  /// The parts, those that others need first.
  public static func services(_ context: ProgramContext) throws -> [any Service] {
    let database = try DatabaseHost(context)
    let host = ServiceRoutes(context, database: database)
    let responders = try context.loops.indices.map { _ in try host.responder([]) }
    return [
      database,
      ServerHost(
        context, configuration: ListenConfiguration(context.settings, for: .heartbeatMonitor), responders: responders),
    ] + Repossessor.services(context, database)
  }
}
