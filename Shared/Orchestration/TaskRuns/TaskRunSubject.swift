public import Models
public import Values

/// What the rules of task runs look at besides states and times, and what they edit.
public struct TaskRunSubject: Sendable {
  // Facts, as they were loaded.
  public var id: UUID
  public var flowRunID: UUID?
  public var policy: TaskRunPolicy
  /// The state of the flow run that the task run belongs to; nil when it has none.
  public var flowRunState: State?
  public var flowRunRunCountNow: Int
  public var cache = TaskRunCache()

  // Edited; so is the cache.
  /// The flow run's count when the task run last started.
  public var flowRunRunCount: Int
  /// Where the run is to wait for a task worker; nil when it is not.
  public internal(set) var queue: BackgroundQueue?
  public var slots: TagSlots
  let initialRunCount: Int

  public init(
    id: UUID, flowRunID: UUID?, policy: TaskRunPolicy, flowRunState: State?, flowRunRunCountNow: Int,
    flowRunRunCount: Int, runCount: Int, slots: TagSlots = TagSlots()
  ) {
    self.id = id
    self.flowRunID = flowRunID
    self.policy = policy
    self.flowRunState = flowRunState
    self.flowRunRunCountNow = flowRunRunCountNow
    self.flowRunRunCount = flowRunRunCount
    self.slots = slots
    initialRunCount = runCount
  }
}

public typealias TaskRunTransition = Transition<TaskRunSubject>
public typealias TaskRunRule = Rule<TaskRunSubject>
