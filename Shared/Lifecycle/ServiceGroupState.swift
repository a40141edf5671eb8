/// Decides how a group of services ends. Pure: events in, actions out.
///
///     running ──asked / a service ended──► stopping ──all ended / time over / asked again──► finished
///
/// While stopping, one service at a time is asked, the last one first: each may need those before it.
struct ServiceGroupState {
  enum Event: Equatable {
    /// A service's `run` came back, with the error it threw.
    case ended(Int, failure: String?)
    case stopAsked
    /// The service's own time is over.
    case limitReached(Int)
    /// The group's time is over.
    case deadlineReached
  }

  enum Action: Equatable {
    case startDeadline
    case cancel(Int)
    case report(Report)
    case finish(ExitCode)
  }

  /// What is worth a line in the log.
  enum Report: Equatable {
    case stopping
    case failed(Int, String)
    case endedEarly(Int)
    case stopped(Int)
    case tookTooLong(Int)
    case cutOff([Int])
  }

  private enum Phase {
    case running
    case stopping
    case finished
  }

  private var phase = Phase.running
  private var alive: [Bool]
  /// Asked to stop and waited for.
  private var awaited: Int?
  /// The next to be asked is below this.
  private var next: Int
  private var code = ExitCode.success

  init(count: Int) {
    alive = Array(repeating: true, count: count)
    next = count
  }

  mutating func handle(_ event: Event) -> [Action] {
    guard phase != .finished else { return [] }
    switch event {
    case .ended(let index, let failure): return ended(index, failure)
    case .stopAsked:
      if phase == .running { return [.report(.stopping)] + stop() }
      return cutOff()
    case .limitReached(let index):
      guard phase == .stopping, awaited == index else { return [] }
      code = code == .success ? .cutOff : code
      return [.report(.tookTooLong(index))] + askNext()
    case .deadlineReached: return phase == .stopping ? cutOff() : []
    }
  }

  private mutating func ended(_ index: Int, _ failure: String?) -> [Action] {
    guard alive[index] else { return [] }
    alive[index] = false
    var actions: [Action] = []
    // Whoever is asked to stop may end with an error; everyone else has failed by ending.
    let wasAsked = phase == .stopping && index >= next
    if let failure {
      if !wasAsked || code == .success { code = .failed }
      actions.append(.report(.failed(index, failure)))
    } else if wasAsked {
      actions.append(.report(.stopped(index)))
    } else {
      code = .failed
      actions.append(.report(.endedEarly(index)))
    }
    if phase == .running { return actions + stop() }
    if awaited == index { return actions + askNext() }
    return actions + finishIfEmpty()
  }

  private mutating func stop() -> [Action] {
    phase = .stopping
    return [.startDeadline] + askNext()
  }

  private mutating func askNext() -> [Action] {
    awaited = nil
    while next > 0 {
      next -= 1
      guard alive[next] else { continue }
      awaited = next
      return [.cancel(next)]
    }
    return finishIfEmpty()
  }

  /// Those that took too long are still waited for, until the group's own time is over.
  private mutating func finishIfEmpty() -> [Action] {
    guard !alive.contains(true) else { return [] }
    phase = .finished
    return [.finish(code)]
  }

  private mutating func cutOff() -> [Action] {
    let rest = alive.indices.filter { alive[$0] }.reversed()
    phase = .finished
    code = code == .failed ? .failed : .cutOff
    return [.report(.cutOff(Array(rest)))] + rest.map { .cancel($0) } + [.finish(code)]
  }
}
