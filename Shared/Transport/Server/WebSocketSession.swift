internal import HTTP
internal import Reactor

/// One open WebSocket between a handler's task and a carrier.
///
///     open ──close()/failure──► closing ──peer's close frame──► closed
///       └──────────peer's close frame, loss─────────────────────►┘
///
/// What was received before the end is still given to the handler. A handler that has not returned some time after the
/// end (`webSocketCloseTimeout`) is cancelled.
///
/// `@unchecked Sendable`: its state is touched on the carrier's loop only; calls from elsewhere are handed over.
final class WebSocketSession: WebSocket, @unchecked Sendable {
  private enum State {
    case open
    case closing
    case closed
  }

  private let carrier: any WebSocketCarrier
  private let loop: EventLoop
  private let limits: ConnectionLimits
  private var state = State.open
  private var parser: WebSocketFrameParser
  private var inbox = WebSocketInbox()
  private var ahead: [UInt8] = []
  private var receiver: UnsafeContinuation<WebSocketMessage?, Never>?
  private var pongsByItself = true
  private var awaitsLife = false
  private var graceTimer: TimerID?
  private var hasReturned = false
  /// Cancels the handler's task.
  var cancelHandler: (() -> Void)?

  init(carrier: any WebSocketCarrier, limits: ConnectionLimits) {
    self.carrier = carrier
    self.limits = limits
    loop = carrier.loop
    parser = WebSocketFrameParser(
      limits: .init(messageBytes: limits.webSocketMessageBytes, fragments: limits.webSocketFragments))
  }

  // MARK: From the carrier

  /// The handshake's answer is on its way.
  func begin() {
    if let interval = limits.webSocketPingInterval {
      carrier.setDeadline(MonotonicClock.deadline(after: interval))
    } else {
      carrier.setDeadline(.max)
    }
  }

  func received(_ bytes: UnsafeRawBufferPointer) {
    if state == .closed { return }
    if awaitsLife {
      awaitsLife = false
      begin()
    }
    if !ahead.isEmpty || isFull {
      ahead.append(contentsOf: bytes)
      return carrier.setReading(false)
    }
    parse(bytes)
  }

  private var isFull: Bool { inbox.cost > limits.webSocketReceiveBytes || carrier.isCongested }

  private func parse(_ bytes: UnsafeRawBufferPointer) {
    var consumed = 0
    do throws(WebSocketFailure) {
      while state != .closed {
        if isFull, consumed < bytes.count {
          ahead.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
          return carrier.setReading(false)
        }
        guard let event = try parser.parse(bytes, consumed: &consumed) else { return }
        switch event {
        case .message(let message): take(message)
        case .close(let code, let reason): peerClosed(code, reason)
        }
      }
    } catch {
      fail(error)
    }
  }

  private func take(_ message: WebSocketMessage) {
    guard state == .open else { return }
    switch message {
    case .ping(let payload) where pongsByItself:
      carrier.write { WebSocketFrameEncoder.append(.pong, payload, to: &$0) }
    case .pong: break
    default:
      if let waiting = receiver {
        receiver = nil
        waiting.resume(returning: message)
      } else {
        inbox.append(message)
      }
    }
  }

  private func peerClosed(_ code: UInt16?, _ reason: [UInt8]) {
    if state == .open {
      carrier.write { output in
        if let code {
          WebSocketFrameEncoder.append(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason, to: &output)
        } else {
          WebSocketFrameEncoder.append(.close, [], to: &output)
        }
      }
    }
    end()
  }

  private func fail(_ failure: WebSocketFailure) {
    if state == .open {
      carrier.write { WebSocketFrameEncoder.appendClose(code: failure.code, reason: failure.reason, to: &$0) }
    }
    end()
  }

  private func end() {
    guard state != .closed else { return }
    carrier.endAfterFlush()
    ended()
  }

  /// The carrier is gone or ends.
  func ended() {
    guard state != .closed else { return }
    state = .closed
    ahead = []
    dismissReceiver()
    startGrace()
  }

  private func dismissReceiver() {
    guard inbox.isEmpty, let waiting = receiver else { return }
    receiver = nil
    waiting.resume(returning: nil)
  }

  private func startGrace() {
    guard !hasReturned, graceTimer == nil else { return }
    graceTimer = loop.schedule(after: limits.webSocketCloseTimeout) { [weak self] in self?.cancelHandler?() }
  }

  func outputDrained() {
    if state != .closed { readOn() }
  }

  private func readOn() {
    guard inbox.cost <= limits.webSocketReceiveBytes / 2, !carrier.isCongested else { return }
    if !ahead.isEmpty {
      let bytes = ahead
      ahead = []
      bytes.withUnsafeBytes { parse($0) }
    }
    if ahead.isEmpty, state != .closed { carrier.setReading(true) }
  }

  func deadlinePassed() {
    switch state {
    case .closed: break
    case .closing: end()
    case .open:
      // While nothing is read, an answer can't be seen.
      if awaitsLife, ahead.isEmpty, !isFull { return end() }
      awaitsLife = true
      carrier.write { WebSocketFrameEncoder.append(.ping, [], to: &$0) }
      carrier.setDeadline(MonotonicClock.deadline(after: limits.webSocketPingTimeout))
    }
  }

  /// Begins the closing handshake. On the loop.
  func startClosing(code: UInt16, reason: String) {
    guard state == .open else { return }
    state = .closing
    carrier.write { WebSocketFrameEncoder.appendClose(code: code, reason: reason, to: &$0) }
    carrier.setDeadline(MonotonicClock.deadline(after: limits.webSocketCloseTimeout))
    ahead = []
    carrier.setReading(true)
    dismissReceiver()
    startGrace()
  }

  /// The handler has returned. On the loop.
  func handlerReturned() {
    hasReturned = true
    if let graceTimer { loop.cancel(graceTimer) }
    graceTimer = nil
    cancelHandler = nil
    inbox = WebSocketInbox()
    startClosing(code: 1000, reason: "")
  }

  // MARK: From the handler

  func receive() async -> WebSocketMessage? {
    await withUnsafeContinuation { continuation in
      loop.onLoop { [self] in next(continuation) }
    }
  }

  private func next(_ continuation: UnsafeContinuation<WebSocketMessage?, Never>) {
    if let message = inbox.popFirst() {
      continuation.resume(returning: message)
      if state == .open { readOn() }
    } else if state == .open, receiver == nil {
      receiver = continuation
    } else {
      continuation.resume(returning: nil)
    }
  }

  func send(text: [UInt8]) async throws {
    try await send(.text, text)
  }

  func send(pong: [UInt8]) async throws {
    try await send(.pong, pong)
  }

  private func send(_ kind: WebSocketFrameEncoder.Kind, _ payload: [UInt8]) async throws {
    try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
      loop.onLoop { [self] in
        guard state == .open else { return continuation.resume(throwing: ConnectionClosedError()) }
        carrier.write { WebSocketFrameEncoder.append(kind, payload, to: &$0) }
        carrier.whenWritable(continuation)
      }
    }
  }

  func close(code: UInt16, reason: String) async {
    await onLoop { $0.startClosing(code: code, reason: reason) }
  }

  func answersPings(_ automatically: Bool) async {
    await onLoop { $0.pongsByItself = automatically }
  }

  private func onLoop(_ call: @escaping @Sendable (WebSocketSession) -> Void) async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      loop.onLoop { [self] in
        call(self)
        continuation.resume()
      }
    }
  }
}
