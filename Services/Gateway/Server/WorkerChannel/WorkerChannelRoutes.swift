internal import HTTP
internal import Routing

/// The sockets of workers (contract §2.3).
struct WorkerChannelRoutes: Sendable {
  let parts: WorkerChannelParts
  let sockets: AuthenticatedSocket

  var routes: [Route] {
    [
      .webSocket("/work_pools/{work_pool_name}/workers/connect") { context in
        let name = context.text("work_pool_name")
        return sockets.accept(
          context.request, requiresSubprotocol: true,
          failureReason: WorkerChannelClosing.authenticationFailed.rawValue
        ) { socket in
          await WorkerChannelConversation(pool: name, socket: socket, parts: parts).run()
        }
      }
    ]
  }
}
