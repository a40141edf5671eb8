internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// How task workers get background task runs, and who they are (contract §2.1, §2.3).
struct TaskWorkerRoutes: Sendable {
  let parts: TaskWorkerParts
  let requests: RequestReading
  let sockets: AuthenticatedSocket
  /// How many tasks a worker may name.
  let maximumKeys: Int

  var routes: [Route] {
    [
      .post("/task_workers/filter", list),
      .webSocket("/task_runs/subscriptions/scheduled") { context in sockets.accept(context.request, serve) },
    ]
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let filter: TaskWorkerFilter? = try requests.embedded(context) { $0.optional("task_worker_filter", .model()) }
    return .json(list: try await parts.workers.list(filter))
  }

  private func serve(_ socket: any WebSocket) async {
    guard let message = await socket.receive() else { return }
    switch TaskWorkerMessage.Opening(message, maximumKeys: maximumKeys) {
    case .subscribe(let taskKeys, let clientID):
      await TaskWorkerConversation(taskKeys: taskKeys, clientID: clientID, socket: socket, parts: parts).run()
    case .violation(let reason): await socket.close(code: 4001, reason: "Protocol violation: \(reason)")
    }
  }
}
