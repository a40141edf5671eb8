internal import CReactor
internal import Glibc
internal import Synchronization
internal import Values

/// One thread with one epoll instance, which is also an executor for Swift's actors and tasks.
///
/// A task started with this loop as its preferred executor, and an actor that names it in `unownedExecutor`, run on
/// the loop's thread only, so a request goes from socket to socket without a hand-over.
///
/// `@unchecked Sendable`: every stored property is either immutable, behind `remote`'s mutex, or touched by the loop's
/// own thread only; the methods that touch the latter check this with `preconditionOnLoop`.
public final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
  /// The name of the thread, for logs.
  public let name: String

  private let epoll: Int32
  private let wake: Int32

  /// What other threads hand over. `wanted` says that the loop was already woken for it.
  private struct Remote {
    var jobs: [UnownedJob] = []
    var calls: [@Sendable () -> Void] = []
    var woken = false
    var stopping = false
  }
  private let remote = Mutex(Remote())

  private var jobs: [UnownedJob] = []
  private var spareJobs: [UnownedJob] = []
  private var deferred: [() -> Void] = []
  private var timers = TimerHeap()
  private var registrations: [Int32: Registration] = [:]
  private var graveyard: [Registration] = []
  private var ready = [creactor_event](repeating: creactor_event(), count: 256)
  private let thread = Mutex<pthread_t?>(nil)

  /// Creates the loop; `start` gives it a thread.
  public init(name: String) throws(SystemError) {
    self.name = name
    epoll = creactor_epoll_create()
    guard epoll >= 0 else { throw SystemError(operation: "epoll_create1") }
    wake = creactor_eventfd()
    guard wake >= 0 else { throw SystemError(operation: "eventfd") }
    guard creactor_epoll_add(epoll, wake, Readiness.read.rawValue, nil) == 0 else {
      throw SystemError(operation: "epoll_ctl")
    }
  }

  /// Runs after a failed `init` too.
  deinit {
    if wake >= 0 { close(wake) }
    if epoll >= 0 { close(epoll) }
  }

  // MARK: Thread

  /// Runs the loop on a new thread until `stop`.
  public func start() {
    let box = Unmanaged.passRetained(self)
    var started = pthread_t()
    let code = pthread_create(&started, nil, EventLoop.body, box.toOpaque())
    precondition(code == 0, "pthread_create: \(code)")
    let made = started
    thread.withLock { $0 = made }
  }

  private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    guard let argument else { return nil }
    let loop = Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue()
    loop.run()
    return nil
  }

  /// Runs the loop on the calling thread until `stop`.
  public func run() {
    creactor_set_current_loop(Unmanaged.passUnretained(self).toOpaque())
    creactor_name_thread(name)
    while !takeRemote() {
      turn()
      poll()
    }
    turn()
    creactor_set_current_loop(nil)
  }

  /// Asks the loop to end after its current turn.
  public func stop() {
    let mustWake = remote.withLock { state in
      state.stopping = true
      defer { state.woken = true }
      return !state.woken
    }
    if mustWake { creactor_eventfd_signal(wake) }
  }

  /// Waits for the thread that `start` made.
  public func join() {
    let made = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let made { pthread_join(made, nil) }
  }

  /// Whether the calling thread is this loop's.
  public var isCurrent: Bool {
    creactor_current_loop() == Unmanaged.passUnretained(self).toOpaque()
  }

  /// The loop whose thread is calling, if it is one.
  public static var current: EventLoop? {
    creactor_current_loop().map { Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Stops the process when the calling thread is not this loop's: going on would be a data race.
  @inlinable
  public func preconditionOnLoop(_ function: StaticString = #function) {
    precondition(isCurrent, "\(function) called off its event loop")
  }

  // MARK: Turn

  /// How often a turn goes round before it looks at descriptors, timers and other threads again.
  private static let roundsPerTurn = 64

  /// What is due without waiting: jobs, then what was put off to the end of the turn, until both are empty.
  ///
  /// A task that keeps yielding never leaves the jobs empty, so a turn ends after a number of rounds in any case;
  /// `poll` does not wait while there is something left.
  private func turn() {
    var rounds = 0
    repeat {
      rounds += 1
      while !jobs.isEmpty, rounds <= EventLoop.roundsPerTurn {
        rounds += 1
        swap(&jobs, &spareJobs)
        for job in spareJobs {
          job.runSynchronously(
            isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
        spareJobs.removeAll(keepingCapacity: true)
      }
      let due = deferred
      deferred.removeAll(keepingCapacity: true)
      for call in due { call() }
    } while hasWork && rounds < EventLoop.roundsPerTurn
    graveyard.removeAll(keepingCapacity: true)
  }

  private var hasWork: Bool { !jobs.isEmpty || !deferred.isEmpty }

  /// Moves what other threads handed over to this one. Returns whether the loop is to stop.
  private func takeRemote() -> Bool {
    var calls: [@Sendable () -> Void] = []
    let stopping = remote.withLock { state in
      jobs.append(contentsOf: state.jobs)
      state.jobs.removeAll(keepingCapacity: true)
      swap(&calls, &state.calls)
      state.woken = false
      return state.stopping
    }
    for call in calls { call() }
    return stopping
  }

  private func poll() {
    let timeout: Int32
    if hasWork {
      timeout = 0
    } else if let next = timers.nextDeadline {
      let wait = next - creactor_monotonic_nanoseconds()
      timeout = wait <= 0 ? 0 : Int32(clamping: (wait + 999_999) / 1_000_000)
    } else {
      timeout = -1
    }
    let count = ready.withUnsafeMutableBufferPointer { buffer in
      creactor_epoll_wait(epoll, buffer.baseAddress, Int32(buffer.count), timeout)
    }
    if count > 0 {
      for index in 0..<Int(count) {
        let event = ready[index]
        guard let pointer = event.pointer else {
          creactor_eventfd_drain(wake)
          continue
        }
        let registration = Unmanaged<Registration>.fromOpaque(pointer).takeUnretainedValue()
        if registration.isActive {
          registration.handler?.ready(Readiness(rawValue: event.events))
        }
      }
    }
    if timers.nextDeadline != nil {
      let now = creactor_monotonic_nanoseconds()
      while let due = timers.popDue(at: now) { due() }
    }
  }

  // MARK: Work

  /// Runs `call` on the loop's thread, soon; from any thread.
  public func execute(_ call: @escaping @Sendable () -> Void) {
    let mustWake = remote.withLock { state in
      state.calls.append(call)
      defer { state.woken = true }
      return !state.woken
    }
    if mustWake { creactor_eventfd_signal(wake) }
  }

  /// Runs `call` at the end of the current turn, when all jobs that are ready now have run. On the loop only.
  ///
  /// This is where output is flushed: everything written in one turn leaves in one system call.
  public func atEndOfTurn(_ call: @escaping () -> Void) {
    preconditionOnLoop()
    deferred.append(call)
  }

  // MARK: Timers

  /// Runs `call` on the loop after a delay (millisecond resolution, never early). On the loop only.
  @discardableResult
  public func schedule(after delay: Duration, _ call: @escaping () -> Void) -> TimerID {
    preconditionOnLoop()
    let (nanoseconds, overflows) = delay.wholeMicroseconds.multipliedReportingOverflow(by: 1000)
    // 146 years at most: the clock's value can be added to it.
    let wait = overflows ? Int64.max / 2 : min(max(nanoseconds, 0), Int64.max / 2)
    return timers.insert(deadline: creactor_monotonic_nanoseconds() + wait, call)
  }

  /// Takes a timer back; nothing happens when it has already run. On the loop only.
  public func cancel(_ timer: TimerID) {
    preconditionOnLoop()
    timers.cancel(timer)
  }

  /// Suspends the calling task for a time, on whatever thread it comes from.
  ///
  /// - Throws: `CancellationError` at once when the task is cancelled.
  public func sleep(for delay: Duration) async throws {
    let sleeper = Sleeper(loop: self)
    try await sleeper.sleep(for: delay)
  }

  // MARK: File descriptors

  /// Watches a file descriptor; the handler is called on the loop and kept alive by the registration. On the loop only.
  public func register(
    _ descriptor: Int32, for interest: Readiness, handler: any ReadinessHandler
  ) throws(SystemError) -> Registration {
    preconditionOnLoop()
    let registration = Registration(
      loop: self, descriptor: descriptor, interest: interest, handler: handler)
    let pointer = Unmanaged.passUnretained(registration).toOpaque()
    guard creactor_epoll_add(epoll, descriptor, interest.rawValue, pointer) == 0 else {
      throw SystemError(operation: "epoll_ctl")
    }
    registrations[descriptor] = registration
    return registration
  }

  func update(_ registration: Registration, interest: Readiness) {
    preconditionOnLoop()
    let pointer = Unmanaged.passUnretained(registration).toOpaque()
    _ = creactor_epoll_modify(epoll, registration.descriptor, interest.rawValue, pointer)
  }

  func remove(_ registration: Registration) {
    preconditionOnLoop()
    _ = creactor_epoll_remove(epoll, registration.descriptor)
    registrations[registration.descriptor] = nil
    // An event of this turn may still point at it.
    graveyard.append(registration)
  }

  /// How many descriptors are watched. On the loop only.
  public var registrationCount: Int { registrations.count }

  /// How many timers are set. On the loop only.
  public var timerCount: Int { timers.count }

  // MARK: Executor

  public func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    if isCurrent {
      jobs.append(unowned)
      return
    }
    let mustWake = remote.withLock { state in
      state.jobs.append(unowned)
      defer { state.woken = true }
      return !state.woken
    }
    if mustWake { creactor_eventfd_signal(wake) }
  }

  public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  public func checkIsolated() { preconditionOnLoop() }

  public func isIsolatingCurrentContext() -> Bool? { isCurrent }
}
