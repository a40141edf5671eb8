internal import JSON
public import Models
public import Values

/// What the rules of flow runs look at besides states and times, and what they edit.
public struct FlowRunSubject: Sendable {
  // Facts, as they were loaded.
  public var id: UUID
  public var deploymentID: UUID?
  public var parentTaskRunID: UUID?
  public var infrastructurePID: String?
  /// Nil where neither the queue nor the pool of the run has a limit.
  public var capacity: QueueCapacity?
  /// Whether an earlier state of the run bears the transition id that is proposed.
  public var isTransitionMade: Bool

  // Edited.
  public var policy: FlowRunPolicy
  /// When the failed task runs of the run are to be tried again, where the client leaves that to the server.
  public internal(set) var failedTaskRunsDue: Timestamp?
  public var slots: DeploymentSlots
  /// The keys of inputs that were given to an earlier pause and are deleted with what is written.
  public internal(set) var staleInputKeys: [String] = []
  /// Whether what is written counts towards `capacity`, and is void when that has no room left.
  public internal(set) var takesCapacity = false
  /// The policy before rules edited it, so that one can take its edit back.
  let initialPolicy: FlowRunPolicy

  public init(
    id: UUID, deploymentID: UUID?, parentTaskRunID: UUID?, infrastructurePID: String?, policy: FlowRunPolicy,
    slots: DeploymentSlots = DeploymentSlots(), capacity: QueueCapacity? = nil, isTransitionMade: Bool = false
  ) {
    self.id = id
    self.deploymentID = deploymentID
    self.parentTaskRunID = parentTaskRunID
    self.infrastructurePID = infrastructurePID
    self.policy = policy
    self.slots = slots
    self.capacity = capacity
    self.isTransitionMade = isTransitionMade
    initialPolicy = policy
  }
}

public typealias FlowRunTransition = Transition<FlowRunSubject>
public typealias FlowRunRule = Rule<FlowRunSubject>
public typealias FlowRunPolicyRules = Policy<FlowRunSubject>

extension State {
  /// Whether the state carries a result worth keeping: a non-empty object that is not a marker (contract §3.2.3).
  var hasPersistedData: Bool {
    guard let root = data?.document()?.root, root.kind == .object, root.memberCount > 0 else { return false }
    return root["type" as StaticString]?.text != "unpersisted"
  }
}
