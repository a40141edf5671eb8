internal import HTTP
internal import HeartbeatMonitorClient
internal import Hosting
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Synchronization
internal import Testing
internal import Transport
internal import Values

@testable internal import GatewayService

@Suite("The opening of a worker's socket")
struct WorkerChannelOpeningTests {
  /// A worker that says one thing, or nothing until its socket is closed.
  private final class Socket: WebSocket {
    private struct State {
      var message: WebSocketMessage?
      var closing: String?
      var waiter: CheckedContinuation<WebSocketMessage?, Never>?
    }

    private let state: Mutex<State>

    init(_ message: WebSocketMessage?) { state = Mutex(State(message: message)) }

    var closing: String? { state.withLock { $0.closing } }

    func receive() async -> WebSocketMessage? {
      await withCheckedContinuation { continuation in
        let message = state.withLock { state -> WebSocketMessage?? in
          defer { state.message = nil }
          if state.message == nil, state.closing == nil {
            state.waiter = continuation
            return nil
          }
          return .some(state.message)
        }
        if let message { continuation.resume(returning: message) }
      }
    }

    func send(text: [UInt8]) async throws {}
    func send(pong: [UInt8]) async throws {}
    func answersPings(_ automatically: Bool) async {}

    func close(code: UInt16, reason: String) async {
      let waiter = state.withLock { state in
        state.closing = "\(code) \(reason)"
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume(returning: nil)
    }
  }

  /// How the server closes a socket whose worker says this first. The database is away.
  private func closing(_ message: WebSocketMessage?, timeout: Duration) async throws -> String? {
    let loop = try EventLoop(name: "test")
    loop.start()
    defer { loop.stop() }
    let configuration = try DatabaseConfiguration(url: "postgresql://nobody@localhost/none?host=/nowhere")
    let database = Database(loop: loop, configuration: configuration, logger: .silent)
    let channel = WorkerChannelRepository(database: database)
    let cleanups = WorkerCleanupRepository(database: database, terms: WorkerCleanupTerms())
    let metrics = Metrics()
    let upstream = Upstream(
      loop: loop, name: "monitor", url: "http://127.0.0.1:1", configuration: UpstreamConfiguration(), logger: .silent)
    let cleanupMetrics = WorkerCleanupMetrics(metrics)
    let parts = WorkerChannelParts(
      loop: loop,
      hub: WorkerChannelHub(
        loop: loop, channel: channel, cleanups: cleanups, metrics: cleanupMetrics, logger: .silent),
      channel: channel, cleanups: cleanups, monitor: HeartbeatMonitorClient(upstream, token: nil), basePath: "/api",
      limits: .init(bytes: 4096, names: 9), openingTimeout: timeout, metrics: WorkerChannelMetrics(metrics),
      cleanupMetrics: cleanupMetrics, logger: .silent, clock: .system)
    let socket = Socket(message)
    await WorkerChannelConversation(pool: "p", socket: socket, parts: parts).run()
    return socket.closing
  }

  @Test("A worker that does not say who it is in time is sent away")
  func timesOut() async throws {
    #expect(try await closing(nil, timeout: .milliseconds(10)) == "1002 protocol_error")
  }

  @Test("A worker that says something else is sent away, and one that comes while the database is away tries again")
  func refuses() async throws {
    #expect(try await closing(.binary([1]), timeout: .seconds(60)) == "1002 protocol_error")
    let hello = """
      {"type":"worker.hello.v1","id":"22222222-2222-4222-8222-222222222222","sent_at":"2026-01-01T00:00:00Z","payload":{
      "consumer_id":"11111111-1111-4111-8111-111111111111","worker_name":"w","worker_type":"process",
      "heartbeat_interval_seconds":30,"supported_channel_versions":["work_pool_worker_channel.v1"],
      "requested_capabilities":["worker_heartbeat.v1","work_pool_snapshot.v1"]}}
      """
    #expect(try await closing(.text(Array(hello.utf8)), timeout: .seconds(60)) == "1011 transient_server_error")
  }
}
