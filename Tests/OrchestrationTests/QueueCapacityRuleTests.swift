import Models
import Testing
import Values

@testable import Orchestration

@Suite("Limits of work queues and work pools")
struct QueueCapacityRuleTests {
  private static let outside: [StateType?] = [
    nil, .scheduled, .paused, .completed, .failed, .crashed,
  ]

  private func capacity(queue: Int? = nil, pool: Int? = nil, active: Int) -> QueueCapacity {
    QueueCapacity(
      queueID: .random(), poolID: .random(), queueName: "q", poolName: "p",
      queue: queue.map { .init(limit: $0, active: active) }, pool: pool.map { .init(limit: $0, active: active) })
  }

  private func outcome(
    _ initial: StateType?, _ proposed: StateType, _ capacity: QueueCapacity?,
    change: (inout Proposal) -> Void = { _ in }
  ) -> FlowRunTransition {
    Proposal(initial, proposed) {
      $0.capacity = capacity
      change(&$0)
    }.decided()
  }

  @Test("a run becomes PENDING or RUNNING while there is room, and the write has to find room too", arguments: outside)
  func accepts(_ initial: StateType?) {
    for type in [StateType.pending, .running] where !(initial == .paused && type == .pending) {
      let outcome = outcome(initial, type, capacity(queue: 2, active: 1))
      #expect(outcome.status == .accept && outcome.subject.takesCapacity)
      #expect(!self.outcome(initial, type, nil).subject.takesCapacity)
    }
  }

  @Test("a full queue or pool refuses a worker, and tells a process to ask again", arguments: outside)
  func refuses(_ initial: StateType?) {
    for (full, reason) in [
      (capacity(queue: 1, active: 1), "The concurrency limit of work queue 'q' is reached."),
      (capacity(queue: 3, pool: 1, active: 2), "The concurrency limit of work pool 'p' is reached."),
      (capacity(queue: 0, active: 0), "The concurrency limit of work queue 'q' is reached."),
    ] {
      if initial != .paused { #expect(outcome(initial, .pending, full).details == .abort(reason: reason)) }
      let running = outcome(initial, .running, full)
      #expect(running.details == .wait(delaySeconds: 30, reason: reason))
      #expect(!running.subject.takesCapacity)
    }
  }

  @Test("a run that is PENDING or RUNNING counts already, and force is not refused")
  func passes() {
    let full = capacity(queue: 1, active: 1)
    #expect(outcome(.pending, .running, full).status == .accept)
    #expect(outcome(.scheduled, .pending, full) { $0.isForced = true }.status == .accept)
    #expect(outcome(.running, .completed, full).status == .accept)
  }

  @Test("a run that a full queue refuses takes no slot of its deployment")
  func takesNoSlot() {
    let outcome = outcome(.scheduled, .pending, capacity(queue: 1, active: 1)) {
      $0.deploymentID = .random()
      $0.slots = DeploymentSlots(isDeploymentThere: true, limit: .init(id: .random(), limit: 1))
    }
    #expect(outcome.status == .abort && outcome.subject.slots.change == .none)
  }
}
