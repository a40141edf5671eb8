internal import Glibc
internal import HTTP
internal import Reactor

/// Told on the loop what happens on a connection; never from within a call to its `connect`, `start` or `cancel`.
protocol ClientConnectionOwner: AnyObject {
  func connection(_ connection: ClientConnection, did events: [ClientSession.Event])
  /// Comes once, when the descriptor is closed; the ends of the streams that were left follow as events.
  func connectionClosed(_ connection: ClientConnection, reason: String)
}

/// A socket with an HTTP/2 session on it. It belongs to its loop's thread.
///
///     connecting → open → closed
final class ClientConnection: ReadinessHandler {
  private enum State { case connecting, open, closed }

  let id: UpstreamPool.ConnectionID
  let address: UpstreamAddress
  private let loop: EventLoop
  private let configuration: UpstreamConfiguration
  private let session: ClientSession
  private weak var owner: (any ClientConnectionOwner)?

  private var state = State.connecting
  private var descriptor: Int32 = -1
  private var registration: Registration?
  private var output: [UInt8] = []
  private var outputStart = 0
  private var flushIsDue = false
  /// The connect time-out, then the next ping or the end of the wait for its answer.
  private var timer: TimerID?
  private var wasSettled = false
  private var heardSincePing = false
  private let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)

  /// Bytes taken from the session before the socket has taken them.
  private static let outputLimit = 256 << 10

  init(
    id: UpstreamPool.ConnectionID, address: UpstreamAddress, loop: EventLoop, configuration: UpstreamConfiguration,
    owner: any ClientConnectionOwner
  ) {
    self.id = id
    self.address = address
    self.loop = loop
    self.configuration = configuration
    self.owner = owner
    session = ClientSession(configuration: configuration)
  }

  deinit { input.deallocate() }

  // MARK: Connect

  /// Starts to connect; a failure is reported from a later turn.
  func connect() {
    timer = loop.schedule(after: configuration.connectTimeout) { [weak self] in
      self?.close("no answer within the connect time-out")
    }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else { return closeLater("\(SystemError(operation: "socket"))") }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let descriptor = descriptor
    let code = address.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
    guard code == 0 || errno == EINPROGRESS else { return closeLater("\(SystemError(operation: "connect"))") }
    do {
      registration = try loop.register(descriptor, for: .write, handler: self)
    } catch {
      closeLater("\(error)")
    }
  }

  private func closeLater(_ reason: String) {
    loop.atEndOfTurn { self.close(reason) }
  }

  private func connected() {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    guard code == 0 else { return close("\(SystemError(operation: "connect", code: code))") }
    state = .open
    registration?.wait(for: .read)
    flushSoon()
  }

  // MARK: Requests

  /// Starts a stream. Returns its number, nil when the connection takes no new ones.
  func start(_ request: Request, call: UpstreamPool.CallID, authority: String) -> Int32? {
    guard state == .open else { return nil }
    let number = session.submit(request, call: call, authority: authority)
    flushSoon()
    return number
  }

  /// Resets a request's stream, if it is open still; its end comes as an event.
  func cancel(_ number: Int32, _ reason: UpstreamError) {
    session.cancel(number, reason)
    flushSoon()
  }

  // MARK: Socket

  func ready(_ readiness: Readiness) {
    switch state {
    case .closed: return
    case .connecting: connected()
    case .open:
      if readiness.contains(.write) { flush() }
      if !readiness.isDisjoint(with: [.read, .hangUp, .error]) { read() }
    }
  }

  private func read() {
    var reason: String?
    // A bounded number of reads leaves the loop to others; what is left makes the descriptor ready again.
    for _ in 0..<4 where state == .open && reason == nil {
      let count = recv(descriptor, input.baseAddress, input.count, 0)
      if count < 0 {
        if errno == EAGAIN || errno == EINTR { break }
        reason = "\(SystemError(operation: "recv"))"
      } else if count == 0 {
        reason = "closed by the peer"
      } else {
        heardSincePing = true
        if !session.receive(UnsafeBufferPointer(rebasing: input[..<count])) {
          reason = session.fault ?? "broken session"
        }
        wipe(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(input)[..<count]))
        if count < input.count { break }
      }
    }
    report()
    if let reason { close(reason) } else if state == .open { flushSoon() }
  }

  private func flushSoon() {
    guard !flushIsDue, state == .open else { return }
    flushIsDue = true
    loop.atEndOfTurn {
      self.flushIsDue = false
      self.flush()
    }
  }

  /// Writes what the session has until it or the socket has had enough.
  private func flush() {
    guard state == .open else { return }
    var isBlocked = false
    var reason: String?
    repeat {
      if !session.drain(into: &output, limit: ClientConnection.outputLimit) {
        reason = session.fault ?? "broken session"
      }
      guard outputStart < output.count else { break }
      let sent = output.withUnsafeBytes { bytes in
        send(descriptor, bytes.baseAddress.map { $0 + outputStart }, bytes.count - outputStart, Int32(MSG_NOSIGNAL))
      }
      if sent >= 0 {
        outputStart += sent
      } else if errno == EAGAIN || errno == EINTR {
        isBlocked = true
      } else {
        reason = "\(SystemError(operation: "send"))"
      }
      if outputStart == output.count {
        output.wipe(keepingCapacity: output.capacity <= ClientConnection.outputLimit * 2)
        outputStart = 0
      }
    } while !isBlocked && reason == nil
    registration?.wait(for: isBlocked ? [.read, .write] : .read)
    report()
    if let reason {
      close(reason)
    } else if state == .open, session.isOver {
      close(session.fault ?? "ended by the peer")
    }
  }

  private func report() {
    let events = session.takeEvents()
    guard !events.isEmpty, state != .closed else { return }
    for event in events {
      switch event {
      case .settings: settled()
      case .pong: pingLater()
      case .goingAway, .closed: break
      }
    }
    owner?.connection(self, did: events)
  }

  // MARK: Health

  private func settled() {
    guard !wasSettled else { return }
    wasSettled = true
    pingLater()
  }

  private func pingLater() {
    if let timer { loop.cancel(timer) }
    timer = loop.schedule(after: configuration.pingInterval) { [weak self] in self?.ping() }
  }

  private func ping() {
    guard state == .open else { return }
    heardSincePing = false
    session.ping()
    flushSoon()
    timer = loop.schedule(after: configuration.pingTimeout) { [weak self] in
      guard let self else { return }
      if heardSincePing { pingLater() } else { close("no answer to a ping") }
    }
  }

  // MARK: End

  /// Says goodbye to the peer, as far as the socket takes it at once, and closes.
  func shutDown(_ reason: String) {
    if state == .open {
      session.terminate()
      flush()
    }
    close(reason)
  }

  private func close(_ reason: String) {
    guard state != .closed else { return }
    state = .closed
    if let timer { loop.cancel(timer) }
    timer = nil
    registration?.cancel()
    registration = nil
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
    output = []
    owner?.connectionClosed(self, reason: reason)
    session.abandonStreams()
    let events = session.takeEvents()
    if !events.isEmpty { owner?.connection(self, did: events) }
  }
}
