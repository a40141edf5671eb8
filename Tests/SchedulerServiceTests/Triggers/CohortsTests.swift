internal import JSON
internal import Models
internal import Store
internal import Testing

@testable import SchedulerService

@Suite("Shares at several positions")
struct CohortsTests {
  private func position(_ snapshot: String) throws -> FeedPosition {
    let text = #"{"snapshot":"\#(snapshot)","since":"2026-01-01T00:00:00Z","next":"2026-01-01T00:00:00Z"}"#
    return try #require(FeedPosition(stored: Array(text.utf8)))
  }

  @Test("Those that are behind are read for up to the next, and join them")
  func join() throws {
    let (old, middle, new) = (try position("5:5:"), try position("5:9:5,7"), try position("9:9:"))
    var cohorts = Cohorts()
    cohorts.replace(with: [
      TriggerShare(number: 1, position: new), TriggerShare(number: 2, position: old),
      TriggerShare(number: 3, position: new), TriggerShare(number: 4, position: middle),
    ])
    #expect(cohorts.all.map(\.shares) == [[2], [4], [1, 3]])
    var next = try #require(cohorts.next)
    #expect(next.cohort.shares == [2] && next.end == middle)
    cohorts.move([2], to: middle)
    next = try #require(cohorts.next)
    #expect(next.cohort.shares == [2, 4] && next.end == new)
    cohorts.move([2, 4], to: new)
    next = try #require(cohorts.next)
    #expect(next.cohort.shares == [1, 2, 3, 4] && next.end == nil)
  }

  @Test("What was read on is not read again; what another read on since is not, either")
  func keepsTheLater() throws {
    let (old, new) = (try position("5:5:"), try position("9:9:"))
    var cohorts = Cohorts()
    cohorts.replace(with: [TriggerShare(number: 1, position: old), TriggerShare(number: 2, position: old)])
    cohorts.move([1, 2], to: new)
    cohorts.replace(with: [
      TriggerShare(number: 1, position: old), TriggerShare(number: 3, position: try position("9:12:")),
    ])
    #expect(cohorts.all.map(\.shares) == [[1], [3]])
    #expect(cohorts.all.first?.position == new)
  }
}
