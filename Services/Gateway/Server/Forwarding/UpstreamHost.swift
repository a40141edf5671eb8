internal import BlockVaultClient
internal import Configuration
internal import HeartbeatMonitorClient
internal import Hosting
internal import Lifecycle
internal import Routing
internal import SchedulerClient
internal import Transport

/// The other services as one event loop reaches them.
struct Upstreams: Sendable {
  let scheduler: SchedulerClient
  let heartbeatMonitor: HeartbeatMonitorClient
  let blockVault: BlockVaultClient

  /// The routes that the other services answer.
  var routes: [Route] {
    scheduler.routes + heartbeatMonitor.routes + blockVault.routes
  }
}

/// Keeps the connections to the other services.
final class UpstreamHost: Service {
  let name = "upstreams"
  /// In the order of the program's loops.
  let all: [Upstreams]
  private let connections: [Upstream]

  init(_ context: ProgramContext) {
    let cluster = context.settings.cluster
    let token = cluster.internalToken?.reveal()
    var all: [Upstreams] = []
    var connections: [Upstream] = []
    for loop in context.loops {
      func upstream(_ name: String, _ url: String) -> Upstream {
        let upstream = Upstream(
          loop: loop, name: name, url: url, configuration: UpstreamConfiguration(), logger: context.logger)
        connections.append(upstream)
        return upstream
      }
      all.append(
        Upstreams(
          scheduler: SchedulerClient(upstream("scheduler", cluster.schedulerURL), token: token),
          heartbeatMonitor: HeartbeatMonitorClient(
            upstream("heartbeat-monitor", cluster.heartbeatMonitorURL), token: token),
          blockVault: BlockVaultClient(upstream("block-vault", cluster.blockVaultURL), token: token)))
    }
    self.all = all
    self.connections = connections
  }

  func run() async throws {
    for connection in connections { connection.start() }
    await untilCancelled()
    for connection in connections { await connection.shutdown() }
  }
}
