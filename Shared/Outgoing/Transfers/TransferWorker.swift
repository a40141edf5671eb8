internal import CCurl
internal import Glibc
internal import Reactor
internal import Synchronization

/// The thread that drives libcurl: it takes requests from a mailbox and runs up to `concurrency` of them at once.
///
///     start ──► mailbox ──► waiting ──► running ──► completion
///
/// `@unchecked Sendable`: `waiting`, `running` and `multi` are used by the worker's thread only, except for
/// `curl_multi_wakeup`, which libcurl allows from any thread and which is called under the mailbox's mutex while the
/// handle is open; the rest is immutable or behind the mutex.
final class TransferWorker: @unchecked Sendable {
  typealias Completion = @Sendable (Result<OutgoingResponse, OutgoingFailure>) -> Void

  private struct Waiting {
    let order: TransferOrder
    let completion: Completion
  }

  private struct Running {
    let order: TransferOrder
    let transfer: Transfer
    let completion: Completion
  }

  private struct Mailbox {
    var orders: [Waiting] = []
    var isStopping = false
    /// Whether the thread still reads the mailbox.
    var isOpen = true
  }

  private let mailbox = Mutex(Mailbox())
  private let concurrency: Int
  private let identity: TransferIdentity
  private let multi: UnsafeMutableRawPointer?
  private var waiting: [Waiting] = []
  private var running: [UnsafeMutableRawPointer: Running] = [:]

  private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init(concurrency: Int, identity: TransferIdentity) {
    self.concurrency = concurrency
    self.identity = identity
    multi = TransferWorker.isLibraryReady ? curl_multi_init() : nil
    if !DetachedThread.start({ self.run() }) {
      mailbox.withLock { $0.isOpen = false }
      curl_multi_cleanup(multi)
    }
  }

  // MARK: Any thread

  /// Calls back once, on the worker's thread, or at once when the worker has stopped.
  func start(_ order: TransferOrder, _ completion: @escaping Completion) {
    let isAccepted = mailbox.withLock { mailbox in
      guard mailbox.isOpen, !mailbox.isStopping else { return false }
      mailbox.orders.append(Waiting(order: order, completion: completion))
      curl_multi_wakeup(multi)
      return true
    }
    if !isAccepted { completion(.failure(.stopped)) }
  }

  /// Makes the worker look for cancelled requests.
  func wake() {
    mailbox.withLock { mailbox in
      if mailbox.isOpen { curl_multi_wakeup(multi) }
    }
  }

  /// Aborts what is under way and ends the thread.
  func stop() {
    mailbox.withLock { mailbox in
      mailbox.isStopping = true
      if mailbox.isOpen { curl_multi_wakeup(multi) }
    }
  }

  // MARK: The worker's thread

  private func run() {
    while takeOrders() {
      dropCancelled()
      startWaiting()
      var active: Int32 = 0
      guard let multi, curl_multi_perform(multi, &active) == CURLM_OK else { break }
      finishCompleted(multi)
      // With nothing under way it sleeps until the next wake-up; the time is only a bound.
      if waiting.isEmpty || running.count >= concurrency { curl_multi_poll(multi, nil, 0, 60_000, nil) }
    }
    let unread = mailbox.withLock { mailbox in
      mailbox.isOpen = false
      defer { mailbox.orders = [] }
      return mailbox.orders
    }
    for (_, entry) in running { finish(entry, .failure(.stopped)) }
    running = [:]
    for entry in waiting + unread { entry.completion(.failure(.stopped)) }
    waiting = []
    curl_multi_cleanup(multi)
  }

  /// False when the worker is to stop.
  private func takeOrders() -> Bool {
    mailbox.withLock { mailbox in
      waiting += mailbox.orders
      mailbox.orders = []
      return !mailbox.isStopping
    }
  }

  private func dropCancelled() {
    let dropped = waiting.filter(\.order.isCancelled)
    if !dropped.isEmpty { waiting.removeAll(where: \.order.isCancelled) }
    for entry in dropped { entry.completion(.failure(.cancelled)) }
    for (handle, entry) in running where entry.order.isCancelled {
      running[handle] = nil
      finish(entry, .failure(.cancelled))
    }
  }

  private func startWaiting() {
    while running.count < concurrency, !waiting.isEmpty {
      let entry = waiting.removeFirst()
      guard let transfer = Transfer(entry.order.plan, identity),
        curl_multi_add_handle(multi, transfer.handle) == CURLM_OK
      else {
        entry.completion(.failure(.invalidURL))
        continue
      }
      running[transfer.handle] = Running(order: entry.order, transfer: transfer, completion: entry.completion)
    }
  }

  private func finishCompleted(_ multi: UnsafeMutableRawPointer) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
        let entry = running.removeValue(forKey: handle)
      else { continue }
      finish(entry, entry.transfer.result(apus_curl_result(message)))
    }
  }

  private func finish(_ entry: Running, _ result: Result<OutgoingResponse, OutgoingFailure>) {
    curl_multi_remove_handle(multi, entry.transfer.handle)
    entry.completion(result)
  }
}
