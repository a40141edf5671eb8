internal import Crypto
public import HTTP
internal import Glibc
public import Observability
public import Reactor
internal import Synchronization
internal import Values

/// An HTTP/1.1, HTTP/2 and WebSocket server on one event loop.
///
/// Several servers may share a port (`ListenConfiguration.reusePort`), each on its own loop; the system spreads the
/// connections. Limits and accounts are each server's own.
///
/// `@unchecked Sendable`: its state is touched on its loop's thread only, except for `boundPort`, which is atomic; the
/// public methods go there by themselves.
public final class HTTPServer: @unchecked Sendable {
  let loop: EventLoop
  let configuration: ListenConfiguration
  let responder: any Responder
  let logger: Logger
  let date = DateCache()
  /// Where connections read to, one after the other.
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

  private let boundPort = Atomic<Int>(0)
  private var listener: Listener?
  private var tls: TLSContext?
  private var connections: [ObjectIdentifier: ServerConnection] = [:]
  private var bufferedBytes = 0
  private var identifiers = RequestIdentifiers()
  private var drainTimer: TimerID?
  private var drained: [UnsafeContinuation<Void, Never>] = []
  private(set) var isDraining = false
  private(set) var requestsInFlight = 0

  public init(
    loop: EventLoop, configuration: ListenConfiguration, responder: any Responder, logger: Logger
  ) {
    self.loop = loop
    self.configuration = configuration
    self.responder = responder
    self.logger = logger
  }

  deinit {
    scratch.deallocate()
  }

  var limits: ConnectionLimits { configuration.limits }

  /// The port that is listened on; 0 before `start`.
  public var port: Int { boundPort.load(ordering: .acquiring) }

  // MARK: Start

  /// Begins to accept connections.
  ///
  /// - Throws: `SystemError` when the address can't be had, `TLSError` when the certificate can't be used.
  public func start() async throws {
    try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
      loop.onLoop { [self] in continuation.resume(with: Result { try listen() }) }
    }
  }

  private func listen() throws {
    if let files = configuration.tls {
      tls = try TLSContext(
        certificateFile: files.certificateFile, keyFile: files.keyFile, protocols: ["h2", "http/1.1"])
    }
    let made = try Listener(loop: loop, configuration: configuration, logger: logger) { [self] in accepted($0, peer: $1)
    }
    boundPort.store(made.port, ordering: .releasing)
    listener = made
  }

  // MARK: Connections

  private func accepted(_ descriptor: Int32, peer: String) {
    guard connections.count < limits.connections else { return turnAway(descriptor) }
    do {
      let session = try tls.map { context throws(TLSError) in try TLSSession(context) }
      let connection = ServerConnection(server: self, descriptor: descriptor, peer: peer, tls: session)
      connections[ObjectIdentifier(connection)] = connection
      do {
        try connection.open()
      } catch {
        connection.close()
        throw error
      }
    } catch {
      logger.warning("A connection could not be taken", ["peer": .text(peer), "reason": .text("\(error)")])
    }
  }

  private func turnAway(_ descriptor: Int32) {
    if configuration.tls == nil {
      var answer: [UInt8] = []
      var response = RequestRefusal(.serviceUnavailable, "The server has too many connections.").response
      response.headers.add("retry-after", "1")
      HTTP1Exchange(request: nil, persistent: false, date: date.bytes).appendWhole(response, to: &answer)
      _ = answer.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0x4000) }
    }
    shutdown(descriptor, Int32(SHUT_WR))
    close(descriptor)
  }

  func remove(_ connection: ServerConnection) {
    connections[ObjectIdentifier(connection)] = nil
    finishDraining()
  }

  // MARK: Accounts

  /// Takes `bytes` from the room for requests; false when there is not so much. A negative number gives back.
  func reserve(_ bytes: Int) -> Bool {
    guard bytes <= 0 || bufferedBytes + bytes <= limits.bufferedRequestBytes else { return false }
    bufferedBytes += bytes
    return true
  }

  /// Corrects the account without a bound, for what is held already.
  func settle(_ bytes: Int) {
    bufferedBytes += bytes
  }

  func nextRequestID() -> UUID { identifiers.identifier() }

  func requestStarted() { requestsInFlight += 1 }

  func requestEnded() {
    requestsInFlight -= 1
    if isDraining { finishDraining() }
  }

  /// What the server has at the moment.
  public struct Load: Sendable, Equatable {
    public var connections: Int
    /// Requests that the responder has not answered whole, open WebSockets among them.
    public var requests: Int
    public var bufferedRequestBytes: Int
  }

  /// Asks the loop for the server's load.
  public func load() async -> Load {
    await withUnsafeContinuation { continuation in
      loop.onLoop { [self] in
        continuation.resume(
          returning: Load(
            connections: connections.count, requests: requestsInFlight, bufferedRequestBytes: bufferedBytes))
      }
    }
  }

  // MARK: Drain

  /// Stops in good order: no more connections are accepted, HTTP/2 peers get a GOAWAY, HTTP/1.1 peers
  /// `connection: close`, WebSockets are closed with 1012, and what is under way finishes.
  ///
  /// Returns when all connections are gone and all handlers have returned; connections that are left after `limit` are
  /// dropped, handlers that are left are not waited for.
  public func drain(within limit: Duration) async {
    await withUnsafeContinuation { continuation in
      loop.onLoop { [self] in beginDraining(within: limit, continuation) }
    }
  }

  private func beginDraining(within limit: Duration, _ continuation: UnsafeContinuation<Void, Never>) {
    isDraining = true
    listener?.close()
    listener = nil
    drained.append(continuation)
    for connection in Array(connections.values) { connection.wire?.drain() }
    finishDraining()
    guard !drained.isEmpty else { return }
    drainTimer = loop.schedule(after: limit) { [self] in
      drainTimer = nil
      if !connections.isEmpty {
        logger.warning(
          "Connections were dropped at the end of the drain", ["count": .integer(Int64(connections.count))])
      }
      for connection in Array(connections.values) { connection.close() }
      releaseDrained()
    }
  }

  private func finishDraining() {
    if connections.isEmpty, requestsInFlight == 0 { releaseDrained() }
  }

  private func releaseDrained() {
    if let drainTimer { loop.cancel(drainTimer) }
    drainTimer = nil
    let waiting = drained
    drained = []
    for continuation in waiting { continuation.resume() }
  }
}
