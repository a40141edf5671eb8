import Models
import Testing
import Values

@testable import Orchestration

/// What the rules of these tests write down.
private struct Trace: Sendable {
  var steps: [String] = []
}

@Suite struct PolicyTests {
  private func rule(
    _ name: String, from: StateSet = .all, to: StateSet = .all,
    before: @escaping Rule<Trace>.Hook = { _ in }
  ) -> Rule<Trace> {
    Rule(
      name, from: from, to: to,
      before: { transition in
        transition.subject.steps.append("\(name) before")
        before(&transition)
      },
      after: { $0.subject.steps.append("\(name) after") }, cleanUp: { $0.subject.steps.append("\(name) clean-up") })
  }

  private func transform(_ name: String) -> Rule<Trace> {
    Rule(
      transform: name, before: { $0.subject.steps.append("\(name) before") },
      after: { $0.subject.steps.append("\(name) after") })
  }

  private func decide(
    _ rules: [Rule<Trace>], global: [Rule<Trace>] = [], to type: StateType = .running
  ) -> Transition<Trace> {
    let now = Timestamp(microseconds: 1_000_000)
    func state(_ type: StateType) -> State { State(id: .random(), type: type, name: type.defaultName, timestamp: now) }
    let transition = Transition(
      from: state(.pending), to: state(type), subject: Trace(), timing: RunTiming(), now: now, client: ClientVersions())
    return Policy("test", rules).decide(transition, global: Policy("global", global))
  }

  @Test("Rules are left in the reverse of the order in which they were entered, the global ones first")
  func leavesInReverse() {
    let outcome = decide([rule("a"), rule("b")], global: [transform("g")])
    #expect(outcome.subject.steps == ["a before", "b before", "g before", "g after", "b after", "a after"])
    #expect(outcome.status == .accept)
  }

  @Test("A rule that does not hold between the types of the request takes no part")
  func holdsBetweenTypes() {
    let outcome = decide([
      rule("from", from: .running), rule("to", to: .failed), rule("both", from: .pending, to: .running),
    ])
    #expect(outcome.subject.steps == ["both before", "both after"])
  }

  @Test("A rule behind one that turned the outcome is skipped, without after and without clean-up")
  func skipsBehindChange() {
    let turn = rule("turn") { $0.reject(with: $0.substitute(.scheduled), "no") }
    let outcome = decide([turn, rule("skipped")])
    #expect(outcome.subject.steps == ["turn before", "turn after"])
    #expect(outcome.proposed?.type == .scheduled)
    #expect(outcome.details == .reject(reason: "no"))
  }

  @Test("A rule in front of one that turned the outcome is cleaned up, and the one that turned it is not")
  func cleansUpInFront() {
    let turn = rule("turn") { $0.abort("stop") }
    let outcome = decide([rule("first"), turn])
    #expect(outcome.subject.steps == ["first before", "turn before", "turn after", "first clean-up"])
    #expect(outcome.proposed == nil)
    #expect(outcome.status == .abort)
  }

  @Test("A rule that turned the outcome to where it does not hold has no more to say")
  func forgetsWhereItDoesNotHold() {
    let turn = rule("turn", to: .running) { $0.reject(with: $0.substitute(.failed), "no") }
    #expect(decide([turn]).subject.steps == ["turn before"])
  }

  @Test("A transform completes whatever is written, and nothing where nothing is")
  func transformsWhatIsWritten() {
    let turn = rule("turn") { $0.reject(with: $0.substitute(.failed), "no") }
    #expect(
      decide([turn], global: [transform("g")]).subject.steps == ["turn before", "g before", "g after", "turn after"])
    let stop = rule("stop") { $0.wait(seconds: 3, "later") }
    let outcome = decide([stop], global: [transform("g")])
    #expect(outcome.subject.steps == ["stop before", "stop after"])
    #expect(outcome.details == .wait(delaySeconds: 3, reason: "later"))
  }

  @Test("Which rules take part is settled by what the request asked for")
  func goesByTheRequest() {
    let turn = rule("turn") { $0.reject(with: $0.substitute(.failed), "no") }
    #expect(decide([turn, rule("of failures", to: .failed)]).subject.steps == ["turn before", "turn after"])
  }

  @Test("A state that the server puts in place keeps the id of the proposal and bears the time of the request")
  func substitutes() throws {
    let turn = rule("turn") { $0.reject(with: $0.substitute(.scheduled, name: "AwaitingRetry"), "no") }
    let outcome = decide([turn])
    #expect(outcome.proposed?.name == "AwaitingRetry")
    #expect(outcome.proposed?.timestamp == outcome.now)
  }
}
