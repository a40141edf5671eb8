import Models
import Testing
import Values

@testable import Orchestration

@Suite("Slots of deployments")
struct DeploymentSlotRuleTests {
  private static let limit = UUID.random()
  private static let lease = UUID.random()
  private static let made = UUID.random()
  private static let new = ClientVersions(client: Version(3, 8, 8))

  /// A proposal for a run of a deployment with a limit.
  private func outcome(
    _ initial: StateType?, _ proposed: StateType, occupied: Int = 0, of most: Int = 1, isActive: Bool = true,
    strategy: CollisionStrategy = .enqueue, lease: UUID? = nil, client: ClientVersions = Self.new,
    change: (inout Proposal) -> Void = { _ in }
  ) -> FlowRunTransition {
    Proposal(initial, proposed) {
      $0.deploymentID = .random()
      $0.client = client
      $0.slots = DeploymentSlots(
        isDeploymentThere: true,
        limit: .init(id: Self.limit, isActive: isActive, limit: most, occupied: occupied),
        options: ConcurrencyOptions(collisionStrategy: strategy), lease: lease, newLease: Self.made)
      if lease != nil { $0.from?.details.deploymentConcurrencyLeaseID = lease }
      change(&$0)
    }.decided()
  }

  private let taken = SlotChange.take(limit: Self.limit, lease: Self.made, duration: .seconds(300))

  @Test("A run takes a free slot as it becomes pending", arguments: [nil, StateType.scheduled])
  func takes(_ initial: StateType?) {
    let outcome = outcome(initial, .pending)
    #expect(outcome.status == .accept)
    #expect(outcome.subject.slots.change == taken)
    #expect(outcome.proposed?.details.deploymentConcurrencyLeaseID == Self.made)
  }

  @Test("The first lease lasts as long as the deployment says")
  func lastsAsSaid() {
    let outcome = outcome(.scheduled, .pending) { $0.slots.options.gracePeriod = .seconds(61) }
    #expect(outcome.subject.slots.change == .take(limit: Self.limit, lease: Self.made, duration: .seconds(61)))
  }

  @Test("Without a free slot the run waits, or is cancelled", arguments: [true, false])
  func refuses(_ isActive: Bool) {
    let full = isActive ? 1 : 0
    let waiting = outcome(.scheduled, .pending, occupied: full, isActive: isActive)
    #expect(waiting.details == .reject(reason: "Deployment concurrency limit reached."))
    #expect(waiting.proposed?.name == "AwaitingConcurrencySlot")
    #expect(waiting.timing.nextScheduledStartTime == Proposal.now + .seconds(30))
    #expect(waiting.subject.slots.change == .none)
    let cancelled = outcome(.scheduled, .pending, occupied: full, isActive: isActive, strategy: .cancelNew)
    #expect(cancelled.proposed?.type == .cancelled)
    #expect(cancelled.proposed?.message == "Deployment concurrency limit reached.")
    #expect(cancelled.subject.slots.change == .none)
  }

  @Test("A limit of zero and a deployment that is gone end the matter; the oldest clients are let through")
  func aborts() {
    #expect(
      outcome(.scheduled, .pending, of: 0).details
        == .abort(reason: "The deployment concurrency limit is 0. The flow will deadlock if submitted again."))
    let gone = outcome(.scheduled, .pending) { $0.slots = DeploymentSlots() }
    #expect(gone.details == .abort(reason: "Deployment not found."))
    let old = outcome(.scheduled, .pending, occupied: 1, client: ClientVersions(client: Version(3, 0, 2)))
    #expect(old.status == .accept)
    #expect(old.subject.slots.change == .none)
  }

  @Test("Who is already running or is over takes no second slot", arguments: [StateType.running, .completed])
  func takesNone(_ proposed: StateType) {
    #expect(outcome(.scheduled, .completed).subject.slots.change == .none)
    #expect(outcome(.running, proposed).subject.slots.change == .none)
  }

  /// States from which a process may propose RUNNING without its run holding a slot.
  private static let withoutSlot: [StateType?] = [
    nil, .scheduled, .pending, .paused, .completed, .failed, .crashed, .cancelled,
  ]

  @Test("a run that enters RUNNING without a slot takes a free one", arguments: withoutSlot)
  func takesAtRunning(_ initial: StateType?) {
    let outcome = outcome(initial, .running)
    #expect(outcome.status == .accept)
    #expect(outcome.subject.slots.change == taken)
    #expect(outcome.proposed?.details.deploymentConcurrencyLeaseID == Self.made)
    let old = self.outcome(initial, .running, client: ClientVersions())
    #expect(old.subject.slots.change == .take(limit: Self.limit, lease: Self.made, duration: SlotTerms.endless))
  }

  @Test("without a free slot, whoever proposes RUNNING asks again", arguments: withoutSlot)
  func waitsAtRunning(_ initial: StateType?) {
    let full = outcome(initial, .running, occupied: 1)
    #expect(full.details == .wait(delaySeconds: 30, reason: "Deployment concurrency limit reached."))
    #expect(full.subject.slots.change == .none)
    #expect(outcome(initial, .running, isActive: false).status == .wait)
    #expect(
      outcome(initial, .running, of: 0).details
        == .abort(reason: "The deployment concurrency limit is 0. The flow will deadlock if submitted again."))
  }

  @Test("where new runs are cancelled, one that enters RUNNING without a slot is, unless it was under way")
  func cancelsAtRunning() {
    for initial in Self.withoutSlot where initial != .paused {
      #expect(outcome(initial, .running, occupied: 1, strategy: .cancelNew).proposed?.type == .cancelled)
    }
    #expect(outcome(.paused, .running, occupied: 1, strategy: .cancelNew).status == .wait)
    let retrying = outcome(.scheduled, .running, occupied: 1, strategy: .cancelNew) { $0.policy.retryType = .inProcess }
    #expect(retrying.status == .wait)
  }

  @Test("a run that is resumed gets a slot under the lease that its process renews")
  func resumesLease() {
    let outcome = outcome(.paused, .running) { $0.from?.details.deploymentConcurrencyLeaseID = Self.lease }
    #expect(
      outcome.subject.slots.change == .take(limit: Self.limit, lease: Self.lease, duration: .seconds(300)))
    #expect(outcome.proposed?.details.deploymentConcurrencyLeaseID == Self.lease)
  }

  @Test("a run that is to wait for its time, or whose pause is over, takes no slot at RUNNING")
  func takesNoneInVain() {
    let early = outcome(.scheduled, .running) { $0.from?.details.scheduledTime = Proposal.now + .seconds(60) }
    #expect(early.status == .wait && early.subject.slots.change == .none)
    let expired = outcome(.paused, .running, occupied: 1) { $0.from?.details.pauseTimeout = Proposal.now - .seconds(1) }
    #expect(expired.proposed?.type == .failed && expired.subject.slots.change == .none)
    let forced = outcome(.crashed, .running, occupied: 1) { $0.isForced = true }
    #expect(forced.status == .accept && forced.subject.slots.change == .none)
  }

  @Test("What is refused by another rule takes nothing")
  func takesNothingInVain() {
    let outcome = outcome(.paused, .pending)
    #expect(outcome.status == .reject)
    #expect(outcome.proposed == nil)
    #expect(outcome.subject.slots.change == .none)
  }

  @Test("A pending run's lease is renewed as it starts, and a lost one is taken again or ends the run")
  func validates() {
    #expect(outcome(.pending, .running, lease: Self.lease).subject.slots.change == .renew(.seconds(300)))
    func lost(_ occupied: Int, _ client: ClientVersions = Self.new) -> FlowRunTransition {
      outcome(.pending, .running, occupied: occupied, client: client) {
        $0.from?.details.deploymentConcurrencyLeaseID = Self.lease
      }
    }
    #expect(lost(0).subject.slots.change == taken)
    #expect(lost(0).proposed?.details.deploymentConcurrencyLeaseID == Self.made)
    #expect(lost(1).proposed?.type == .cancelled)
    #expect(lost(1).details == .reject(reason: "Deployment concurrency limit reached after lease expiry."))
    #expect(lost(1).subject.slots.change == .none)
    #expect(lost(1, ClientVersions()).status == .wait)
  }

  @Test("A client that can't renew keeps its lease until the end", arguments: [Version(3, 4, 10), nil])
  func keepsForOldClients(_ version: Version?) {
    let client = ClientVersions(client: version)
    for type in [StateType.running, .cancelling] {
      let outcome = outcome(.pending, type, lease: Self.lease, client: client)
      #expect(outcome.subject.slots.change == .renew(SlotTerms.endless))
    }
    let waiting = outcome(.pending, .running, lease: Self.lease, client: client) {
      $0.from?.details.scheduledTime = Proposal.now + .seconds(60)
    }
    #expect(waiting.status == .wait)
    #expect(waiting.subject.slots.change == .none)
  }

  @Test(
    "A run that is over or paused gives its slot back, forced or not",
    arguments: [StateType.completed, .failed, .crashed, .cancelled, .paused], [true, false])
  func releases(_ type: StateType, _ isForced: Bool) {
    let outcome = outcome(.running, type, lease: Self.lease) { $0.isForced = isForced }
    #expect(outcome.subject.slots.change == .release)
    #expect(self.outcome(.running, type) { $0.isForced = isForced }.subject.slots.change == .none)
  }

  @Test("A state that is forced names the lease of the one before, unless it names another")
  func keepsNameOfLease() {
    let outcome = outcome(.pending, .running, lease: Self.lease) { $0.isForced = true }
    #expect(outcome.proposed?.details.deploymentConcurrencyLeaseID == Self.lease)
    let other = self.outcome(.pending, .running, lease: Self.lease) {
      $0.isForced = true
      $0.to.details.deploymentConcurrencyLeaseID = Self.made
    }
    #expect(other.proposed?.details.deploymentConcurrencyLeaseID == Self.made)
  }

  @Test("Who waits in its process for a retry keeps its slot, and does not compete with itself")
  func keepsForRetry() {
    let retrying = outcome(.running, .failed, lease: Self.lease) { $0.policy.retries = 1 }
    #expect(retrying.proposed?.name == "AwaitingRetry")
    #expect(retrying.subject.slots.change == .none)
    let proposed = outcome(.running, .scheduled, lease: Self.lease) { $0.to.name = "AwaitingRetry" }
    #expect(proposed.subject.slots.change == .release)
    let again = outcome(.scheduled, .pending, occupied: 1, lease: Self.lease)
    #expect(again.status == .accept)
    #expect(again.subject.slots.change == .renew(.seconds(300)))
    #expect(outcome(.scheduled, .cancelled, lease: Self.lease).subject.slots.change == .release)
    #expect(outcome(.scheduled, .scheduled, lease: Self.lease).subject.slots.change == .none)
    #expect(outcome(.scheduled, .running, lease: Self.lease).subject.slots.change == .none)
  }

  @Test("A late run is cancelled where runs without a slot are, and only there")
  func late() {
    func late(_ occupied: Int, _ strategy: CollisionStrategy) -> FlowRunTransition {
      let proposal = Proposal(.scheduled, .scheduled) { $0.to.name = "Late" }
      let slots = DeploymentSlots(
        isDeploymentThere: true, limit: .init(id: Self.limit, limit: 1, occupied: occupied),
        options: ConcurrencyOptions(collisionStrategy: strategy))
      let transition = FlowRunTransition(
        from: proposal.from, to: proposal.to,
        subject: FlowRunSubject(
          id: .random(), deploymentID: .random(), parentTaskRunID: nil, infrastructurePID: nil,
          policy: FlowRunPolicy(), slots: slots), timing: RunTiming(), now: Proposal.now, client: ClientVersions())
      return Policy.markLateRuns.decide(transition, global: .globalFlow)
    }
    #expect(late(1, .cancelNew).proposed?.type == .cancelled)
    #expect(
      late(1, .cancelNew).details
        == .reject(reason: "Deployment concurrency limit is full and uses the CANCEL_NEW strategy."))
    #expect(late(0, .cancelNew).proposed?.name == "Late")
    #expect(late(1, .enqueue).proposed?.name == "Late")
  }
}
