public import Models
public import Values

/// A state change under way: what was proposed, what became of it, and the columns that change with it.
///
/// `Subject` holds what the rules of one kind of run look at and edit besides.
public struct Transition<Subject: Sendable>: Sendable {
  /// The types a transition leads between; nil is "no state".
  struct Pair: Sendable, Equatable {
    var from: StateType?
    var to: StateType?
  }

  public let initial: State?
  /// What will be written; nil when nothing will.
  public private(set) var proposed: State?
  public var subject: Subject
  public var timing: RunTiming
  /// The moment of the request; all times of one transition are reckoned from it.
  public let now: Timestamp
  public let client: ClientVersions
  public private(set) var status = SetStateStatus.accept
  public private(set) var details = StateResponseDetails.accept

  /// What the request asked for; which rules look at a transition depends on this alone.
  let intended: Pair

  public init(
    from initial: State?, to proposed: State, subject: Subject, timing: RunTiming, now: Timestamp,
    client: ClientVersions
  ) {
    self.initial = initial
    self.proposed = proposed
    self.subject = subject
    self.timing = timing
    self.now = now
    self.client = client
    intended = Pair(from: initial?.type, to: proposed.type)
  }

  /// What it leads to by now.
  var pair: Pair { Pair(from: initial?.type, to: proposed?.type) }

  /// Edits the state that is proposed, if one still is.
  mutating func edit(_ change: (inout State) -> Void) {
    guard var state = proposed else { return }
    change(&state)
    proposed = state
  }

  /// Refuses, and writes another state or none instead.
  mutating func reject(with state: State?, _ reason: String) {
    proposed = state
    status = .reject
    details = .reject(reason: reason)
  }

  /// Asks the client to come back.
  mutating func wait(seconds: Int, _ reason: String) {
    proposed = nil
    status = .wait
    details = .wait(delaySeconds: seconds, reason: reason)
  }

  /// Refuses; the client is to give up.
  mutating func abort(_ reason: String) {
    proposed = nil
    status = .abort
    details = .abort(reason: reason)
  }

  /// A state that the server puts in the place of the proposed one. It keeps the id of the proposal.
  func substitute(
    _ type: StateType, name: String? = nil, message: String? = nil, details: StateDetails = StateDetails()
  ) -> State {
    State(
      id: proposed?.id ?? .timeOrdered(at: now), type: type, name: name ?? type.defaultName, timestamp: now,
      message: message, details: details)
  }
}

/// The columns that every transition of a flow run or a task run keeps up to date.
public struct RunTiming: Sendable, Hashable {
  public var runCount: Int
  public var expectedStartTime: Timestamp?
  public var nextScheduledStartTime: Timestamp?
  public var startTime: Timestamp?
  public var endTime: Timestamp?
  public var totalRunTime: Duration

  public init(
    runCount: Int = 0, expectedStartTime: Timestamp? = nil, nextScheduledStartTime: Timestamp? = nil,
    startTime: Timestamp? = nil, endTime: Timestamp? = nil, totalRunTime: Duration = .zero
  ) {
    self.runCount = runCount
    self.expectedStartTime = expectedStartTime
    self.nextScheduledStartTime = nextScheduledStartTime
    self.startTime = startTime
    self.endTime = endTime
    self.totalRunTime = totalRunTime
  }
}
