internal import HTTP
internal import JSON
internal import Models
internal import Observability
internal import Postgres
internal import Reactor
internal import Store
internal import Values

/// One task worker's socket after its subscription (contract §2.3).
///
///     waiting ──a run is claimed──► sent ──ack──► waiting
///                                     └──quit, anything else, loss──► over: the run waits for another worker
///
/// What the worker says while nothing was sent to it is read and has no effect.
actor TaskWorkerConversation {
  private let id = UUID.random()
  private let taskKeys: [String]
  private let clientID: String
  private let socket: any WebSocket
  private let parts: TaskWorkerParts
  private var isOver = false
  private var isAnswerDue = false
  private var answer: TaskWorkerMessage.Answer?
  private var answerWaiter: UnsafeContinuation<Void, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor { parts.loop.asUnownedSerialExecutor() }

  init(taskKeys: [String], clientID: String, socket: any WebSocket, parts: TaskWorkerParts) {
    self.taskKeys = taskKeys
    self.clientID = clientID
    self.socket = socket
    self.parts = parts
  }

  /// Returns when the worker is gone or was sent away, and what it did not take waits for another.
  func run() async {
    async let reading: Void = read()
    let isKnown =
      await insist("a task worker can't be registered") {
        try await parts.workers.register(id, clientID: clientID, taskKeys: taskKeys)
      } != nil
    var ending: TaskWorkerMessage.Answer?
    if isKnown {
      await parts.dispatcher.join(id) { [weak self] in await self?.lose() }
      ending = await deliver()
      await parts.dispatcher.leave(id)
    }
    // Also one that isn't known may be: the answer can have been lost.
    _ = await insist("a task worker can't be deregistered", evenIfOver: true) { try await parts.workers.leave(id) }
    switch ending {
    case .quit: await socket.close(code: 1000, reason: "")
    case .violation: await socket.close(code: 4001, reason: "Protocol violation: expected 'ack' message")
    // No effect on a socket whose worker has gone.
    case .acknowledge, nil: await socket.close(code: 1011, reason: "The server can't serve this task worker now.")
    }
    await reading
  }

  // MARK: What the worker says

  private func read() async {
    while let message = await socket.receive() {
      guard isAnswerDue, answer == nil else { continue }
      answer = TaskWorkerMessage.Answer(message)
      resumeDelivery()
    }
    isOver = true
    resumeDelivery()
    await parts.dispatcher.stopWaiting(id)
  }

  private func resumeDelivery() {
    answerWaiter?.resume()
    answerWaiter = nil
  }

  private func lose() async {
    isOver = true
    resumeDelivery()
    await parts.dispatcher.stopWaiting(id)
  }

  // MARK: What it is sent

  /// - Returns: The answer that ended it; nil when the worker is gone.
  private func deliver() async -> TaskWorkerMessage.Answer? {
    while let delivery = await next() {
      isAnswerDue = true
      do { try await socket.send(text: delivery.run.json.bytes) } catch { return nil }
      parts.metrics.delivered.add()
      if answer == nil, !isOver { await withUnsafeContinuation { answerWaiter = $0 } }
      guard let said = answer else { return nil }
      isAnswerDue = false
      answer = nil
      guard said == .acknowledge else { return said }
      parts.metrics.acknowledged.add()
      _ = await insist("a task worker's acknowledgement can't be kept", evenIfOver: true) {
        try await parts.queue.remove(delivery.position, for: id)
      }
    }
    return nil
  }

  private func next() async -> TaskRunQueueRepository.Delivery? {
    while !isOver {
      let news = await parts.dispatcher.news
      let claimed = await insist("a background task can't be claimed") {
        try await parts.queue.claim(for: id, taskKeys: taskKeys)
      }
      guard let claimed else { return nil }
      if let delivery = claimed { return isOver ? nil : delivery }
      if !isOver { await parts.dispatcher.wait(id, taskKeys: taskKeys, since: news) }
    }
    return nil
  }

  /// Does it again while the database is away, for as long as the worker is there; or, even when it is gone, for as long as
  /// nobody else takes it for gone.
  ///
  /// - Returns: nil when it was given up.
  private func insist<R: Sendable>(
    _ complaint: String, evenIfOver: Bool = false, _ body: () async throws -> R
  ) async -> R? {
    var delay = Duration.milliseconds(50)
    let deadline = ContinuousClock.now + parts.term
    while !isOver || evenIfOver && ContinuousClock.now < deadline {
      do {
        return try await body()
      } catch {
        guard let error = error as? DatabaseError, error.isPassing else {
          parts.logger.error(complaint, ["worker": .text("\(id)"), "error": .text("\(error)")])
          return nil
        }
      }
      do { try await parts.loop.sleep(for: delay) } catch { return nil }
      delay = min(delay * 2, .seconds(2))
    }
    return nil
  }
}

extension DatabaseError {
  /// Whether the same may succeed later.
  fileprivate var isPassing: Bool {
    switch self {
    case .unavailable, .overloaded, .timeout, .conflictRetry: true
    case .constraint, .invalidText, .decoding, .statement: false
    }
  }
}
