internal import Reactor
internal import Values

/// Told, on the loop, what happens to a connection that is made anew whenever it is lost.
protocol LastingConnectionOwner: AnyObject {
  func lastingConnectionReady(_ lasting: LastingConnection)
  func lastingConnection(_ lasting: LastingConnection, settled replies: [Reply], commit: ServerError?)
  func lastingConnection(_ lasting: LastingConnection, finishedScript error: ServerError?)
  func lastingConnection(_ lasting: LastingConnection, notified notification: Notification)
  /// It was there and is no more; the next attempt follows by itself.
  func lastingConnectionLost(_ lasting: LastingConnection, reason: String, replies: [Reply])
  func lastingConnectionFailed(_ lasting: LastingConnection, reason: String, refusal: ConnectRefusal?)
  /// Whether other connections reach the server, so that a lasting failure is this one's own and it tries more often.
  var isServerThere: Bool { get }
}

extension LastingConnectionOwner {
  var isServerThere: Bool { false }
  func lastingConnection(_ lasting: LastingConnection, settled replies: [Reply], commit: ServerError?) {}
  func lastingConnection(_ lasting: LastingConnection, finishedScript error: ServerError?) {}
  func lastingConnection(_ lasting: LastingConnection, notified notification: Notification) {}
}

/// Keeps one connection alive: connects, and connects again with back-off, until it is stopped. Loop-confined.
final class LastingConnection: ConnectionDelegate {
  let index: Int
  private let loop: EventLoop
  private let configuration: DatabaseConfiguration
  private weak var owner: (any LastingConnectionOwner)?
  private var delay: ReconnectDelay
  private var retry: TimerID?
  private(set) var isStopped = true
  private var readySince: ContinuousClock.Instant?
  /// The connection that is there or being made.
  private(set) var connection: Connection?

  init(index: Int, loop: EventLoop, configuration: DatabaseConfiguration, owner: any LastingConnectionOwner) {
    self.index = index
    self.loop = loop
    self.configuration = configuration
    self.owner = owner
    delay = ReconnectDelay(configuration.reconnectDelay)
  }

  func start() {
    guard isStopped else { return }
    isStopped = false
    attempt()
  }

  func stop() {
    isStopped = true
    if let retry { loop.cancel(retry) }
    retry = nil
    connection?.close("the connection is shut down")
  }

  /// Ends the wait for the next attempt: there is news that the server is back.
  func hurry() {
    guard let retry else { return }
    loop.cancel(retry)
    self.retry = nil
    attempt()
  }

  private func attempt() {
    guard !isStopped, connection == nil else { return }
    let connection = Connection(loop: loop, configuration: configuration, delegate: self)
    self.connection = connection
    connection.connect()
  }

  private func attemptLater(_ wait: Duration, refusal: ConnectRefusal? = nil) {
    guard !isStopped else { return }
    // Whoever lacks all connections asks for the first that others give back; whoever lacks some leaves it to them.
    let isHurried = (owner?.isServerThere == true) != (refusal?.isForLackOfConnections == true)
    let wait = isHurried ? min(wait, .seconds(1)) : wait
    retry = loop.schedule(after: wait) { [weak self] in
      guard let self else { return }
      retry = nil
      attempt()
    }
  }

  // MARK: Delegate

  func connectionReady(_ connection: Connection) {
    readySince = .now
    owner?.lastingConnectionReady(self)
  }

  func connection(_ connection: Connection, settled replies: [Reply], commit: ServerError?) {
    owner?.lastingConnection(self, settled: replies, commit: commit)
  }

  func connection(_ connection: Connection, finishedScript error: ServerError?) {
    owner?.lastingConnection(self, finishedScript: error)
  }

  func connection(_ connection: Connection, notified notification: Notification) {
    owner?.lastingConnection(self, notified: notification)
  }

  func connectionClosed(_ connection: Connection, reason: String, replies: [Reply]) {
    self.connection = nil
    let share = Double.random(in: 0...1)
    guard let since = readySince else {
      attemptLater(delay.next(share: share), refusal: connection.refusal)
      owner?.lastingConnectionFailed(self, reason: reason, refusal: connection.refusal)
      return
    }
    readySince = nil
    if since.duration(to: .now) > .seconds(1) {
      delay.reset()
      attemptLater(.microseconds(Int64(share * 20_000)))
    } else {
      // A server that lets in and throws out again must not be asked in a tight circle.
      attemptLater(delay.next(share: share))
    }
    owner?.lastingConnectionLost(self, reason: reason, replies: replies)
  }
}
