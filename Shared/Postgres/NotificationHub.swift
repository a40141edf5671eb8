public import Observability
public import Reactor
internal import Values

/// Listens to channels on a connection of its own, and listens again when it was lost.
///
/// A notification only wakes: those sent while the connection was away are gone, so `onReconnect` has to look for itself.
///
/// `@unchecked Sendable`: what changes is touched on the loop's thread only; the entrances hand over to it.
public final class NotificationHub: LastingConnectionOwner, @unchecked Sendable {
  private let loop: EventLoop
  private let configuration: DatabaseConfiguration
  private let logger: Logger
  private let onReconnect: @Sendable () -> Void
  private var lasting: LastingConnection?
  private var handlers: [String: [@Sendable (Notification) -> Void]] = [:]
  private var heard: Set<String> = []
  private var asked: Set<String> = []
  private var isConnected = false
  private var isFresh = false
  private var isAway = false
  private var isShutDown = false
  private var waiters = WaiterList()

  /// - Parameter onReconnect: Called on the loop whenever all channels are listened to on a new connection, the first
  ///   included: what was sent before may have been missed.
  public init(
    loop: EventLoop, configuration: DatabaseConfiguration, logger: Logger,
    onReconnect: @escaping @Sendable () -> Void = {}
  ) {
    self.loop = loop
    self.configuration = configuration
    self.logger = logger
    self.onReconnect = onReconnect
  }

  /// Begins to connect, and goes on for ever.
  public func start() {
    loop.onLoop { [self] in
      guard lasting == nil, !isShutDown else { return }
      let lasting = LastingConnection(index: 0, loop: loop, configuration: configuration, owner: self)
      self.lasting = lasting
      lasting.start()
    }
  }

  /// Calls `handler` on the loop for every notification of a channel from now on; before or after `start`.
  public func listen(_ channel: String, _ handler: @escaping @Sendable (Notification) -> Void) {
    loop.onLoop { [self] in
      handlers[channel, default: []].append(handler)
      askForMissing()
    }
  }

  /// Suspends until every channel is listened to.
  ///
  /// - Throws: `CancellationError`, or `unavailable` after `shutdown`.
  public func waitUntilListening() async throws {
    try await WaiterList.wait(on: loop) { [self] waiter in
      if isShutDown {
        waiter.finish(.failure(DatabaseError.unavailable("it is shut down")))
      } else if isConnected, heard.count == handlers.count {
        waiter.finish(.success(()))
      } else {
        waiters.append(waiter)
      }
    }
  }

  public func shutdown() async {
    _ = try? await WaiterList.wait(on: loop) { [self] waiter in
      isShutDown = true
      lasting?.stop()
      lasting = nil
      handlers = [:]
      waiters.finishAll(.failure(DatabaseError.unavailable("it is shut down")))
      waiter.finish(.success(()))
    }
  }

  private func askForMissing() {
    guard isConnected, let connection = lasting?.connection, connection.phase == .idle else { return }
    let missing = handlers.keys.filter { !heard.contains($0) }.sorted()
    guard !missing.isEmpty else {
      if isFresh {
        isFresh = false
        onReconnect()
      }
      waiters.finishAll(.success(()))
      return
    }
    asked = Set(missing)
    connection.runScript(missing.map { "LISTEN \(NotificationHub.quoted($0))" }.joined(separator: "; "))
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  // MARK: Owner

  func lastingConnectionReady(_ lasting: LastingConnection) {
    isConnected = true
    isFresh = true
    heard = []
    if isAway {
      isAway = false
      logger.info("LISTEN connection restored")
    }
    askForMissing()
  }

  func lastingConnection(_ lasting: LastingConnection, finishedScript error: ServerError?) {
    if let error {
      lasting.connection?.close("LISTEN failed: \(error.message)")
      return
    }
    heard.formUnion(asked)
    asked = []
    askForMissing()
  }

  func lastingConnection(_ lasting: LastingConnection, notified notification: Notification) {
    for handler in handlers[notification.channel] ?? [] { handler(notification) }
  }

  func lastingConnectionLost(_ lasting: LastingConnection, reason: String, replies: [Reply]) {
    isConnected = false
    heard = []
    noteAway(reason)
  }

  func lastingConnectionFailed(_ lasting: LastingConnection, reason: String, refusal: ConnectRefusal?) {
    noteAway(reason)
  }

  private func noteAway(_ reason: String) {
    guard !isAway, !isShutDown else { return }
    isAway = true
    logger.warning("LISTEN connection lost: \(reason); retrying")
  }
}
