import Models
import Orchestration
import Testing
import Values

@Suite struct SilentRunRuleTests {
  private static let noon = CivilTime(year: 2026, month: 12, day: 1, hour: 12).timestamp
  private let rule = SilentRunRule(tolerance: .seconds(90))

  /// Events have been taken for a day without an interruption.
  private func intake(at now: Timestamp, since: Timestamp = noon - .seconds(86_400), lag: Duration = .zero)
    -> EventIntake
  {
    EventIntake(now: now, since: since, lag: lag)
  }

  private func run(
    _ type: StateType = .running, since: Timestamp = noon - .seconds(600), heard: Timestamp? = noon
  ) -> SilentRunRule.Run {
    SilentRunRule.Run(type: type, since: since, lastHeard: heard)
  }

  @Test("A run is silent when its last heartbeat is longer ago than the tolerance, and the message says when it came")
  func silent() {
    #expect(rule.verdict(on: run(), intake(at: Self.noon + .seconds(90))) == nil)
    #expect(
      rule.verdict(on: run(), intake(at: Self.noon + .seconds(91)))
        == "Flow run marked as crashed: its last heartbeat came at 2026-12-01T12:00:00Z, "
        + "more than the tolerated 90 seconds ago.")
  }

  @Test("How long events take to be stored is counted in")
  func lag() {
    #expect(rule.verdict(on: run(), intake(at: Self.noon + .seconds(120), lag: .seconds(30))) == nil)
    #expect(rule.verdict(on: run(), intake(at: Self.noon + .seconds(121), lag: .seconds(30))) != nil)
  }

  @Test("After an outage the time begins anew, for the gateways' and for the observer's own")
  func outage() {
    let back = Self.noon + .seconds(3600)
    #expect(rule.verdict(on: run(), intake(at: back + .seconds(90), since: back)) == nil)
    #expect(rule.verdict(on: run(), intake(at: back + .seconds(91), since: back)) != nil)
    #expect(rule.verdict(on: run(), intake(at: back + .seconds(90)).observed(since: back)) == nil)
    #expect(rule.verdict(on: run(), intake(at: back + .seconds(91)).observed(since: back)) != nil)
    #expect(intake(at: back, since: back).observed(since: Self.noon).since == back)
  }

  @Test("A run that never sent a heartbeat, or none since it runs again, is not silent")
  func neverHeard() {
    let later = intake(at: Self.noon + .seconds(86_400))
    #expect(rule.verdict(on: run(heard: nil), later) == nil)
    #expect(rule.verdict(on: run(since: Self.noon + .seconds(1)), later) == nil)
  }

  @Test("Only a running run is silent", arguments: StateType.allCases)
  func types(type: StateType) {
    let isSilent = rule.verdict(on: run(type), intake(at: Self.noon + .seconds(86_400))) != nil
    #expect(isSilent == (type == .running))
  }
}

@Suite struct LostPendingRunRuleTests {
  private static let noon = CivilTime(year: 2026, month: 12, day: 1, hour: 12).timestamp
  private let rule = LostPendingRunRule(tolerance: .seconds(600), workerSilence: .seconds(90))

  private func verdict(
    _ run: LostPendingRunRule.Run, after seconds: Int, since: Timestamp = noon - .seconds(3600)
  ) -> String? {
    rule.verdict(on: run, EventIntake(now: Self.noon + .seconds(seconds), since: since, lag: .zero))
  }

  private func run(
    _ type: StateType = .pending, infrastructure: Bool = false, online: Bool? = nil
  ) -> LostPendingRunRule.Run {
    LostPendingRunRule.Run(
      type: type, since: Self.noon, hasInfrastructure: infrastructure,
      workers: online.map { .init(pool: "p", isAnyOnline: $0, lastHeard: Self.noon + .seconds(10)) })
  }

  @Test("A run whose workers all went offline before they made infrastructure for it is lost as soon as they are")
  func workersOffline() {
    #expect(verdict(run(online: false), after: 100) == nil)
    #expect(
      verdict(run(online: false), after: 101)
        == "Flow run marked as crashed: all workers of work pool 'p' went offline before they started it; "
        + "the last was heard at 2026-12-01T12:00:10Z.")
    #expect(verdict(run(infrastructure: true, online: false), after: 101) == nil)
    #expect(verdict(run(online: true), after: 101) == nil)
    #expect(verdict(run(), after: 101) == nil)
  }

  @Test("Any run is lost that is pending for longer than the tolerance, and the message says whether there are workers")
  func pendingTooLong() {
    for workers in [nil, true] {
      #expect(verdict(run(infrastructure: true, online: workers), after: 600) == nil)
      #expect(
        verdict(run(infrastructure: true, online: workers), after: 601)
          == "Flow run marked as crashed: it was pending for more than 600 seconds, its process never reported.")
    }
    #expect(
      verdict(run(infrastructure: true, online: false), after: 601)
        == "Flow run marked as crashed: it was pending for more than 600 seconds, its process never reported "
        + "and no worker of work pool 'p' is online.")
  }

  @Test("After an outage, in which no process could report, the time begins anew")
  func outage() {
    let back = Self.noon + .seconds(3600)
    #expect(verdict(run(online: false), after: 3690, since: back) == nil)
    #expect(verdict(run(online: false), after: 3691, since: back) != nil)
    #expect(verdict(run(), after: 4200, since: back) == nil)
    #expect(verdict(run(), after: 4201, since: back) != nil)
  }

  @Test("Only a pending run is lost", arguments: StateType.allCases)
  func types(type: StateType) {
    #expect((verdict(run(type), after: 86_400) != nil) == (type == .pending))
  }
}
