public import HTTP
public import Observability
public import Reactor
internal import Synchronization

/// Another service: every address behind a name, as warm HTTP/2 connections in clear text (h2c, prior knowledge).
///
/// A request goes to the healthy connection with the fewest requests in flight, waits in a bounded queue while all are
/// full, and is sent again where that does no harm: on another connection when the peer has not acted on it, and after
/// a broken connection only when the caller says that it may be repeated. Answers are passed on whatever their status.
///
/// `@unchecked Sendable`: the variables are touched on `loop` only, which the entry points hand over to; the rest is
/// immutable or atomic.
public final class Upstream: @unchecked Sendable {
  public let name: String
  let loop: EventLoop
  let configuration: UpstreamConfiguration
  let logger: Logger
  let origin: UpstreamOrigin?
  let lookup: AddressLookup
  let tally = UpstreamTally()
  private let url: String

  var pool: UpstreamPool
  var connections: [UpstreamPool.ConnectionID: ClientConnection] = [:]
  private var calls: [UpstreamPool.CallID: UpstreamCall] = [:]
  private var nextCall = 0
  private var availabilityWaiters: [Int: (continuation: UnsafeContinuation<Bool, Never>, timer: TimerID)] = [:]
  private var nextWaiter = 0
  private var shutdownWaiters: [UnsafeContinuation<Void, Never>] = []
  private var isStarted = false
  private(set) var isShuttingDown = false

  var isResolving = false
  var resolveTimer: TimerID?
  var lastResolved: Duration?
  /// The pauses before new connection attempts.
  var backOffs: [UpstreamPool.ConnectionID: TimerID] = [:]

  /// - Parameters:
  ///   - name: Names the service in the log.
  ///   - url: `http://host:port`; the host is a name with any number of addresses, or an address. With any other URL
  ///     the upstream is never available.
  public convenience init(
    loop: EventLoop, name: String, url: String, configuration: UpstreamConfiguration = UpstreamConfiguration(),
    logger: Logger
  ) {
    self.init(
      loop: loop, name: name, url: url, configuration: configuration, logger: logger, lookup: SystemResolver.lookup)
  }

  init(
    loop: EventLoop, name: String, url: String, configuration: UpstreamConfiguration, logger: Logger,
    lookup: @escaping AddressLookup
  ) {
    self.loop = loop
    self.name = name
    self.url = url
    self.configuration = configuration
    self.logger = logger
    self.lookup = lookup
    origin = UpstreamOrigin(url: url)
    pool = UpstreamPool(configuration: configuration)
  }

  // MARK: State

  /// Whether a healthy connection is open; from any thread.
  public var isAvailable: Bool { tally.isAvailable.load(ordering: .relaxed) }

  /// What was done so far, for metrics; from any thread.
  public var counters: UpstreamCounters { tally.counters }

  /// Waits until a healthy connection is open. Returns false when there is none within the time.
  public func waitUntilAvailable(within limit: Duration) async -> Bool {
    await withUnsafeContinuation { continuation in
      loop.onLoop { [self] in
        if pool.isAvailable { return continuation.resume(returning: true) }
        let number = nextWaiter
        nextWaiter += 1
        let timer = loop.schedule(after: limit) {
          self.availabilityWaiters.removeValue(forKey: number)?.continuation.resume(returning: false)
        }
        availabilityWaiters[number] = (continuation, timer)
      }
    }
  }

  private func updateAvailability() {
    let isAvailable = pool.isAvailable
    if tally.isAvailable.exchange(isAvailable, ordering: .relaxed) != isAvailable {
      if isAvailable {
        logger.info("upstream available", ["upstream": .text(name)])
      } else if !isShuttingDown {
        logger.warning("upstream unavailable", ["upstream": .text(name)])
      }
    }
    guard isAvailable, !availabilityWaiters.isEmpty else { return }
    for waiter in availabilityWaiters.values {
      loop.cancel(waiter.timer)
      waiter.continuation.resume(returning: true)
    }
    availabilityWaiters = [:]
  }

  // MARK: Life

  /// Looks the name up and connects, and keeps doing so until `shutdown`.
  public func start() {
    loop.onLoop { [self] in
      guard !isStarted, !isShuttingDown else { return }
      isStarted = true
      if origin == nil {
        logger.error("not a URL of a service", ["upstream": .text(name), "url": .text(url)])
        perform(pool.resolved(nil))
      } else {
        resolve()
      }
    }
  }

  /// Takes no new requests, waits for those that were taken (their deadlines bound it), and closes the connections.
  public func shutdown() async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      loop.onLoop { [self] in
        isShuttingDown = true
        shutdownWaiters.append(continuation)
        endIfIdle()
      }
    }
  }

  private func endIfIdle() {
    guard isShuttingDown, calls.isEmpty, !shutdownWaiters.isEmpty else { return }
    stopResolving()
    perform(pool.closeAll())
    let waiters = shutdownWaiters
    shutdownWaiters = []
    for waiter in waiters { waiter.resume() }
  }

  // MARK: Requests

  /// Sends a request and waits for the whole answer.
  ///
  /// - Parameters:
  ///   - deadline: The span from now, retries included, after which the request is given up.
  ///   - repeatable: Whether sending the request twice does no harm.
  public func send(
    _ request: Request, deadline: Duration, repeatable: Bool
  ) async throws(UpstreamError) -> Response {
    let call = UpstreamCall(request: request, deadline: deadline, repeatable: repeatable)
    let result = await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        loop.onLoop { self.begin(call, continuation) }
      }
    } onCancel: {
      loop.onLoop { self.cancel(call) }
    }
    return try result.get()
  }

  private func begin(_ call: UpstreamCall, _ continuation: UnsafeContinuation<Result<Response, UpstreamError>, Never>) {
    call.continuation = continuation
    tally.requests.add(1, ordering: .relaxed)
    tally.inFlight.add(1, ordering: .relaxed)
    let early: UpstreamError? =
      call.isCancelled ? .cancelled : isShuttingDown ? .unavailable : call.deadline <= .zero ? .deadline : nil
    if let early { return finish(call, .failure(early)) }
    let id = nextCall
    nextCall += 1
    call.id = id
    calls[id] = call
    call.timer = loop.schedule(after: call.deadline) { self.give(up: call, .deadline) }
    perform(pool.submit(id, repeatable: call.repeatable))
  }

  private func cancel(_ call: UpstreamCall) {
    call.isCancelled = true
    give(up: call, .cancelled)
  }

  private func give(up call: UpstreamCall, _ reason: UpstreamError) {
    guard let id = call.id, calls[id] != nil else { return }
    pool.abandon(id)
    if let place = call.place { place.connection.cancel(place.stream, reason) }
    finish(call, .failure(reason))
  }

  private func finish(_ call: UpstreamCall, _ result: Result<Response, UpstreamError>) {
    guard let continuation = call.continuation else { return }
    call.continuation = nil
    call.place = nil
    if let id = call.id { calls[id] = nil }
    if let timer = call.timer { loop.cancel(timer) }
    tally.inFlight.subtract(1, ordering: .relaxed)
    if case .failure = result { tally.failures.add(1, ordering: .relaxed) }
    continuation.resume(returning: result)
    if isShuttingDown { loop.atEndOfTurn { self.endIfIdle() } }
  }

  private func start(_ id: UpstreamPool.CallID, on connectionID: UpstreamPool.ConnectionID) {
    guard let call = calls[id], let origin else { return }
    call.attempts += 1
    if call.attempts > 1 { tally.retries.add(1, ordering: .relaxed) }
    if let connection = connections[connectionID],
      let stream = connection.start(call.request, call: id, authority: origin.authority)
    {
      call.place = (connection, stream)
    } else {
      perform(pool.goingAway(connectionID, now: now, jitter: jitter))
      perform(pool.ended(id, on: connectionID, .notProcessed))
    }
  }

  /// Does what the pool has decided.
  func perform(_ actions: [UpstreamPool.Action]) {
    for action in actions {
      switch action {
      case .start(let call, let connection): start(call, on: connection)
      case .fail(let id, let error): calls[id].map { finish($0, .failure(error)) }
      case .connect(let id, let address): connect(id, to: address)
      case .wait(let id, let delay): backOff(id, for: delay)
      case .close(let id): drop(id)
      case .resolve: resolveSoon()
      }
    }
    updateAvailability()
  }

  /// Passes an ended stream on to its task and to the pool.
  func ended(_ id: UpstreamPool.CallID, on connection: UpstreamPool.ConnectionID, _ end: StreamEnd) {
    calls[id]?.place = nil
    let outcome: UpstreamPool.StreamOutcome
    switch end {
    case .response(let response):
      calls[id].map { finish($0, .success(response)) }
      outcome = .settled
    case .failed(let error):
      calls[id].map { finish($0, .failure(error)) }
      outcome = .settled
    case .notProcessed: outcome = .notProcessed
    case .lost: outcome = .lost
    }
    perform(pool.ended(id, on: connection, outcome))
  }
}
