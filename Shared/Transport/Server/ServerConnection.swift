internal import Crypto
internal import Glibc
internal import HTTP
internal import Observability
internal import Reactor

/// One accepted socket with its output, its TLS session and its deadlines; a `Wire` gives it meaning.
///
///     open ──closeAfterFlush──► flushing ──► lingering ──► closed
///
/// `@unchecked Sendable`: it is touched on its loop's thread only; whatever comes from elsewhere goes through `loop`.
final class ServerConnection: ReadinessHandler, @unchecked Sendable {
  private enum State {
    case open
    case flushing
    case lingering
    case closed
  }

  let server: HTTPServer
  let loop: EventLoop
  let peer: String
  private let descriptor: Int32
  private var registration: Registration?
  private var state = State.open
  private(set) var wire: (any Wire)?
  private var tls: TLSSession?
  private let handshakeDeadline: Int64

  /// Written by the wire and not yet handed to the system or to TLS.
  private var output: [UInt8] = []
  /// On its way to the system, from `sent` on.
  private var pending: [UInt8] = []
  private var sent = 0
  private var flushIsScheduled = false
  private var isReading = true
  private var peerHasEnded = false
  private var shouldLinger = false
  private var waiters: [UnsafeContinuation<Void, any Error>] = []

  private let wireTimer: LazyTimer
  private let writeTimer: LazyTimer

  init(server: HTTPServer, descriptor: Int32, peer: String, tls: TLSSession?) {
    self.server = server
    self.descriptor = descriptor
    self.peer = peer
    self.tls = tls
    loop = server.loop
    wireTimer = LazyTimer(loop: server.loop)
    writeTimer = LazyTimer(loop: server.loop)
    handshakeDeadline = MonotonicClock.deadline(after: server.limits.handshakeTimeout)
  }

  /// Begins to read. The first bytes, or TLS, choose the protocol.
  func open() throws(SystemError) {
    registration = try loop.register(descriptor, for: [.read, .readClosed], handler: self)
    wireTimer.passed = { [unowned self] in deadlinePassed() }
    writeTimer.passed = { [unowned self] in close() }
    let first = ProtocolDetector(connection: self)
    wire = first
    if tls == nil { first.begin() } else { setDeadline(handshakeDeadline) }
  }

  var isClosed: Bool { state == .closed }
  var scheme: String { tls == nil ? "http" : "https" }

  /// Puts another protocol in the place of the present one.
  func become(_ next: any Wire) {
    wire = next
  }

  // MARK: Input

  func ready(_ readiness: Readiness) {
    if readiness.contains(.error) { return close() }
    if readiness.contains(.write) { flush() }
    guard state != .closed else { return }
    if readiness.contains(.hangUp), peerHasEnded { return close() }
    if readiness.contains(.read), isReading || state == .lingering {
      read()
    } else if !readiness.isDisjoint(with: [.readClosed, .hangUp]) {
      endInput()
    }
  }

  private func read() {
    let scratch = server.scratch
    let count = recv(descriptor, scratch.baseAddress, scratch.count, 0)
    if count < 0 {
      if errno != EAGAIN && errno != EINTR { close() }
      return
    }
    if count == 0 { return endInput() }
    guard state == .open else { return }
    // The scratch space is lent to this call only, and nothing below reads another socket.
    let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
    if tls == nil { wire?.receive(bytes) } else { receiveEncrypted(bytes) }
    wipe(UnsafeMutableRawBufferPointer(rebasing: scratch[..<count]))
  }

  private func endInput() {
    guard !peerHasEnded else { return }
    peerHasEnded = true
    isReading = false
    if state == .lingering { return close() }
    updateInterest()
    if state == .open { wire?.peerEnded() } else { shouldLinger = false }
  }

  /// Whether bytes are read; while they are not, the peer's own buffers fill and it waits.
  func setReading(_ reading: Bool) {
    guard reading != isReading, !peerHasEnded else { return }
    isReading = reading
    updateInterest()
  }

  private func updateInterest() {
    var interest: Readiness = peerHasEnded ? [] : .readClosed
    if isReading || state == .lingering, !peerHasEnded { interest.insert(.read) }
    if sent < pending.count { interest.insert(.write) }
    registration?.wait(for: interest)
  }

  // MARK: TLS

  private func receiveEncrypted(_ bytes: UnsafeRawBufferPointer) {
    guard let tls else { return }
    let wasOpen = tls.isEstablished
    var plain: [UInt8] = []
    let outcome = tls.receive(bytes, into: &plain)
    scheduleFlush()
    if case .failed(let reason) = outcome {
      server.logger.debug("TLS failed", ["peer": .text(peer), "reason": .text(reason)])
      return closeAfterFlush(lingering: false)
    }
    if !wasOpen, tls.isEstablished {
      setDeadline(.max)
      (wire as? ProtocolDetector)?.begin(negotiated: tls.negotiatedProtocol)
    }
    if !plain.isEmpty { plain.withUnsafeBytes { wire?.receive($0) } }
    if case .ended = outcome, state == .open { endInput() }
  }

  // MARK: Output

  /// Bytes that wait for the peer.
  var queuedBytes: Int { output.count + pending.count - sent }
  var isCongested: Bool { queuedBytes > server.limits.queuedResponseBytes }

  /// Lets `body` append to the output, which leaves at the end of the turn.
  func write(_ body: (inout [UInt8]) -> Void) {
    guard state == .open else { return }
    body(&output)
    scheduleFlush()
  }

  /// Adds bytes while the output is being filled.
  func append(_ bytes: UnsafeRawBufferPointer) {
    output.append(contentsOf: bytes)
  }

  func scheduleFlush() {
    guard !flushIsScheduled, state != .closed else { return }
    flushIsScheduled = true
    loop.atEndOfTurn { self.flush() }
  }

  /// How many times a turn a connection may fill the system's buffer before others come first.
  private static let rounds = 8

  private func flush() {
    flushIsScheduled = false
    guard state != .closed else { return }
    var round = 0
    while true {
      if sent < pending.count {
        let count = pending.withUnsafeBytes { bytes in
          let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
          return Glibc.send(descriptor, rest.baseAddress, rest.count, noSignal)
        }
        if count < 0 {
          if errno == EINTR { continue }
          guard errno == EAGAIN else { return close() }
          if writeTimer.deadline == .max {
            writeTimer.deadline = MonotonicClock.deadline(after: server.limits.writeTimeout)
          }
          break
        }
        sent += count
        writeTimer.deadline = .max
        if sent < pending.count { continue }
      }
      recyclePending()
      wire?.fillOutput()
      if state == .closed { return }
      takeOutput()
      if pending.isEmpty { break }
      round += 1
      if round > ServerConnection.rounds { break }
    }
    updateInterest()
    finishFlush()
  }

  private func takeOutput() {
    guard let tls else {
      if !output.isEmpty { swap(&output, &pending) }
      return
    }
    if !output.isEmpty, tls.isEstablished {
      tls.send(output)
      output.wipe(keepingCapacity: output.capacity <= 65_536)
    }
    tls.takeOutput(into: &pending)
  }

  private func recyclePending() {
    sent = 0
    pending.removeAll(keepingCapacity: false)
  }

  private func finishFlush() {
    if queuedBytes <= server.limits.queuedResponseBytes / 2, state == .open {
      let due = waiters
      waiters = []
      for waiter in due { waiter.resume() }
      wire?.outputDrained()
    }
    if state == .flushing, queuedBytes == 0 { finishClosing() }
  }

  /// Resumes the continuation when there is room in the output, or fails it when the connection is gone.
  func whenWritable(_ continuation: UnsafeContinuation<Void, any Error>) {
    if state != .open {
      continuation.resume(throwing: ConnectionClosedError())
    } else if isCongested {
      waiters.append(continuation)
    } else {
      continuation.resume()
    }
  }

  // MARK: Deadlines

  /// Asks for the wire's `deadlinePassed` at a moment of the monotonic clock; `.max` for never. A later one replaces it.
  func setDeadline(_ moment: Int64) {
    wireTimer.deadline = moment
  }

  private func deadlinePassed() {
    if state != .open || tls?.isEstablished == false { close() } else { wire?.deadlinePassed() }
  }

  // MARK: End

  /// Sends what waits, then closes; with `lingering`, bytes of the peer are thrown away for a while before.
  func closeAfterFlush(lingering: Bool) {
    guard state == .open else { return }
    shouldLinger = lingering && !peerHasEnded
    wire?.fillOutput()
    state = .flushing
    isReading = false
    setDeadline(MonotonicClock.deadline(after: server.limits.writeTimeout))
    scheduleFlush()
  }

  private func finishClosing() {
    if let tls, !tls.hasSentClose {
      tls.sendClose()
      scheduleFlush()
      return
    }
    guard shouldLinger else { return close() }
    state = .lingering
    shutdown(descriptor, Int32(SHUT_WR))
    setDeadline(MonotonicClock.deadline(after: server.limits.lingerTimeout))
    updateInterest()
  }

  /// Closes now; what waits is lost.
  func close() {
    guard state != .closed else { return }
    state = .closed
    registration?.cancel()
    registration = nil
    Glibc.close(descriptor)
    wireTimer.cancel()
    writeTimer.cancel()
    output = []
    pending = []
    sent = 0
    let due = waiters
    waiters = []
    for waiter in due { waiter.resume(throwing: ConnectionClosedError()) }
    let last = wire
    wire = nil
    tls = nil
    last?.connectionClosed()
    server.remove(self)
  }
}

/// A write to a peer that is gone.
struct ConnectionClosedError: Error {}

/// MSG_NOSIGNAL: a lost peer is an error code, not a signal.
private let noSignal: Int32 = 0x4000
