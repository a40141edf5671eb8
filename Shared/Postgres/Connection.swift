internal import CPQ
internal import Values
internal import Reactor

/// One connection to the server, driven by its event loop; it never blocks and never connects again.
///
///     connecting ──► idle ◄──► busy
///          └───────────┴─────────┴──► closed
///
/// It belongs to its loop: it is made, called and called back there only (checked where it is made), so its state needs
/// no lock. libpq starts no threads of its own.
final class Connection: ReadinessHandler {
  enum Phase { case connecting, idle, busy, closed }

  /// What the server's next answers belong to.
  enum Step {
    case prepare(Int, name: String)
    case execute(Int)
    /// Something that the session has to do before the next of these.
    case setting
    case release(String)
    case sync
    case script

    var isSetting: Bool {
      if case .setting = self { true } else { false }
    }
  }

  let loop: EventLoop
  let configuration: DatabaseConfiguration
  weak var delegate: (any ConnectionDelegate)?
  var phase = Phase.connecting

  private(set) var handle: OpaquePointer?
  private var registration: Registration?
  private var deadline: TimerID?
  /// Why it could not be made.
  private(set) var refusal: ConnectRefusal?
  /// The hosts that are still to be tried, and why the others could not be reached.
  private var places: ArraySlice<DatabaseConfiguration.Place> = []
  private var failures: [String] = []

  var prepared: PreparedStatements
  /// How the session plans statements; nil if that is not known, since what was set goes with a transaction that raises.
  var planning: Statement.Planning?
  /// What is out, and which of the batch's requests each of it answers.
  var requests: [Request] = []
  var callers: [[Int]] = []
  var steps: [Step] = []
  /// The step whose answer is awaited.
  var position = 0
  /// Replies since the last Sync, one for each request of the batch.
  var replies: [Reply] = []
  var isSyncedEach = false
  var preparationFailure: ServerError?
  var scriptFailure: ServerError?
  var hasSeenResult = false
  var emptyAnswers = 0
  var batchNumber: UInt64 = 0
  /// Whether the server may be silent for as long as it likes.
  var isPatient = false
  /// Counts what the server said, so that a silent one is noticed.
  private var progress: UInt64 = 0
  private var watchdog: TimerID?

  init(loop: EventLoop, configuration: DatabaseConfiguration, delegate: any ConnectionDelegate) {
    loop.preconditionOnLoop()
    self.loop = loop
    self.configuration = configuration
    self.delegate = delegate
    prepared = PreparedStatements(
      .init(
        named: configuration.preparedStatements, kept: configuration.keptPlans, keptFor: configuration.keptPlanLifetime)
    )
    planning = .forValues
  }

  deinit {
    if let handle { PQfinish(handle) }
  }

  // MARK: Connecting

  /// Begins to connect; the delegate hears of the outcome later, never within this call.
  func connect() {
    places = configuration.places[...]
    connectToNext()
  }

  private func connectToNext() {
    guard let place = places.popFirst() else { return }
    let left = places.count
    deadline = loop.schedule(after: configuration.connectTimeout) { [weak self] in
      guard let self, phase == .connecting else { return }
      fail("connecting took longer than \(configuration.connectTimeout)")
    }
    HostResolver.resolve(place.host, on: loop) { [weak self] answer in
      // The answer may come when the next host is tried already.
      guard let self, phase == .connecting, places.count == left else { return }
      switch answer {
      case .success(let addresses): begin(place, addresses)
      case .failure(let failure): fail(failure.description)
      }
    }
  }

  /// Tries the next host, or closes when there is none.
  private func fail(_ reason: String) {
    failures.append(reason)
    guard !places.isEmpty else { return close(failures.joined(separator: "; ")) }
    if let deadline { loop.cancel(deadline) }
    deadline = nil
    unwatch()
    if let handle { PQfinish(handle) }
    handle = nil
    connectToNext()
  }

  private func begin(_ place: DatabaseConfiguration.Place, _ addresses: [String]) {
    let parameters = configuration.libpqParameters(place, addresses: addresses)
    let made = CStringArray.with(parameters.map(\.name)) { names in
      CStringArray.with(parameters.map(\.value)) { values in PQconnectStartParams(names, values, 0) }
    }
    guard let made else { return close("out of memory") }
    handle = made
    guard PQstatus(made) != CONNECTION_BAD else { return fail(errorMessage) }
    // libpq would write the server's notices to standard error.
    PQsetNoticeProcessor(made, { _, _ in }, nil)
    PQsetErrorVerbosity(made, PQERRORS_VERBOSE)
    watch(.write)
  }

  private func advance() {
    // libpq may close its socket and open another.
    unwatch()
    switch PQconnectPoll(handle) {
    case PGRES_POLLING_READING: watch(.read)
    case PGRES_POLLING_WRITING: watch(.write)
    case PGRES_POLLING_OK: established()
    default:
      let refusal = ConnectRefusal(PQerrorMessage(handle).map { String(cString: $0) } ?? "")
      self.refusal = refusal
      fail(refusal.message.isEmpty ? "the connection was lost" : refusal.message)
    }
  }

  private func established() {
    PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
    guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else { return close(errorMessage) }
    if let deadline { loop.cancel(deadline) }
    deadline = nil
    phase = .idle
    refusal = nil
    watch(.read)
    if phase == .idle { delegate?.connectionReady(self) }
  }

  private func watch(_ readiness: Readiness) {
    do {
      registration = try loop.register(PQsocket(handle), for: readiness, handler: self)
    } catch {
      close("\(error)")
    }
  }

  private func unwatch() {
    registration?.cancel()
    registration = nil
  }

  // MARK: Input and output

  func ready(_ readiness: Readiness) {
    switch phase {
    case .closed: return
    case .connecting: return advance()
    case .idle, .busy: break
    }
    if readiness.contains(.write) { flush() }
    guard phase != .closed, !readiness.isDisjoint(with: [.read, .hangUp, .error]) else { return }
    progress &+= 1
    let isOpen = PQconsumeInput(handle) == 1
    // What the server said before it went is still worth hearing.
    takeAnswers()
    guard phase != .closed else { return }
    takeNotifications()
    if phase != .closed, !isOpen || PQstatus(handle) == CONNECTION_BAD { close(errorMessage) }
  }

  /// Writes what libpq holds; the rest goes when the socket takes it.
  func flush() {
    switch PQflush(handle) {
    case 0: registration?.wait(for: .read)
    case 1: registration?.wait(for: [.read, .write])
    default: close(errorMessage)
    }
  }

  /// Closes the connection when the server says nothing for clearly longer than a statement may run.
  func watchForSilence() {
    guard watchdog == nil, !isPatient, configuration.statementTimeout > .zero else { return }
    let seen = progress
    watchdog = loop.schedule(after: configuration.statementTimeout + .seconds(5)) { [weak self] in
      guard let self else { return }
      watchdog = nil
      guard phase == .busy else { return }
      if progress == seen, !isPatient { return close("the server does not answer") }
      watchForSilence()
    }
  }

  private func takeNotifications() {
    while phase != .closed, let raw = PQnotifies(handle) {
      let notification = Notification(
        channel: String(cString: raw.pointee.relname),
        payload: raw.pointee.extra.map { String(cString: $0) } ?? "", processID: raw.pointee.be_pid)
      PQfreemem(raw)
      delegate?.connection(self, notified: notification)
    }
  }

  var errorMessage: String {
    let text = PQerrorMessage(handle).map { String(cString: $0).onOneLine } ?? ""
    return text.isEmpty ? "the connection was lost" : text
  }

  /// The server's version, like 150004.
  var serverVersion: Int { Int(PQserverVersion(handle)) }

  // MARK: End

  /// Closes the connection; the delegate hears of it unless it has gone.
  func close(_ reason: String) {
    guard phase != .closed else { return }
    phase = .closed
    if let deadline { loop.cancel(deadline) }
    deadline = nil
    if let watchdog { loop.cancel(watchdog) }
    watchdog = nil
    unwatch()
    if let handle { PQfinish(handle) }
    handle = nil
    let unfinished = replies
    replies = []
    requests = []
    callers = []
    steps = []
    delegate?.connectionClosed(self, reason: reason, replies: unfinished)
  }
}
