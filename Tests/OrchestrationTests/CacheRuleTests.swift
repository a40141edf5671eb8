import JSON
import Models
import Testing
import Values

@testable import Orchestration

@Suite struct CacheRuleTests {
  private var kept: State {
    var state = Proposal.state(.completed, secondsAgo: 600)
    state.name = "Done"
    state.message = "m"
    state.data = RawJSON(#"{"a":1}"#)
    state.details.cacheKey = "k"
    state.details.pauseKey = "p"
    return state
  }

  private func start(_ change: @escaping (inout TaskProposal) -> Void) -> TaskRunTransition {
    TaskProposal(.pending, .running) {
      $0.to.details.cacheKey = "k"
      $0.cache.state = kept
      change(&$0)
    }.decided()
  }

  @Test("A run that is to start takes over what is kept under its key, as a state of its own")
  func takesOver() {
    let outcome = start { _ in }
    #expect(outcome.details == .reject(reason: "Retrieved state from cache"))
    #expect(outcome.proposed?.name == "Cached")
    #expect(outcome.proposed?.type == .completed)
    #expect(outcome.proposed?.timestamp == Proposal.now)
    #expect(outcome.proposed?.id != kept.id)
    #expect(outcome.proposed?.message == "m")
    #expect(outcome.proposed?.data == kept.data)
    #expect(outcome.proposed?.details.pauseKey == "p")
    #expect(outcome.proposed?.details.taskRunID == outcome.subject.id)
    #expect(outcome.timing.runCount == 0)
    #expect(!outcome.subject.cache.isFilled)
  }

  @Test("Without a key, with a fresh result wanted, by force or with nothing kept a run starts")
  func starts() {
    #expect(start { $0.to.details.cacheKey = nil }.status == .accept)
    #expect(start { $0.to.details.cacheKey = "" }.status == .accept)
    #expect(start { $0.to.details.refreshCache = true }.status == .accept)
    #expect(start { $0.cache.state = nil }.status == .accept)
    let forced = TaskProposal(.pending, .running) {
      $0.to.details.cacheKey = "k"
      $0.cache.state = kept
    }
    #expect(forced.decided(by: .minimalTask).status == .accept)
    #expect(forced.decided(by: .backgroundTask).status == .reject)
  }

  @Test("Only a run that is to start, and does not want a fresh result, looks for a key")
  func seeks() {
    var details = StateDetails(cacheKey: "k")
    #expect(TaskRunCache.soughtKey(type: .running, details: details) == "k")
    #expect(TaskRunCache.soughtKey(type: .completed, details: details) == nil)
    details.refreshCache = true
    #expect(TaskRunCache.soughtKey(type: .running, details: details) == nil)
    #expect(TaskRunCache.soughtKey(type: .running, details: StateDetails(cacheKey: "")) == nil)
  }

  @Test("What completes under a key is kept, whatever it was before; what fails or has no key is not")
  func keeps() {
    func filled(_ from: StateType?, _ to: StateType, key: String?, by policy: Policy<TaskRunSubject> = .coreTask)
      -> Bool
    {
      TaskProposal(from, to) { $0.to.details.cacheKey = key }.decided(by: policy).subject.cache.isFilled
    }
    #expect(filled(.running, .completed, key: "k"))
    #expect(filled(nil, .completed, key: "k", by: .backgroundTask))
    #expect(filled(.failed, .completed, key: "k"))
    #expect(!filled(.running, .failed, key: "k"))
    #expect(!filled(.running, .completed, key: nil))
    #expect(!filled(.running, .completed, key: ""))
    #expect(!filled(.running, .completed, key: "k", by: .minimalTask))
  }

  @Test("A key that is too long is told of, counted in characters, and kept all the same")
  func tellsOfLongKeys() {
    func complete(_ key: String) -> TaskRunTransition {
      TaskProposal(.running, .completed) {
        $0.to.details.cacheKey = key
        $0.cache.maximumKeyLength = 3
      }.decided()
    }
    #expect(complete("üüü").status == .accept)
    let outcome = complete("long")
    #expect(outcome.details == .reject(reason: "Cache key exceeded maximum allowed length of 3 characters."))
    #expect(outcome.proposed?.type == .completed)
    #expect(outcome.subject.cache.isFilled)
  }
}
