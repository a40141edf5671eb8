internal import Testing

@testable internal import Postgres

@Suite("Notices of commits")
struct CommitNoticesTests {
  private let start = ContinuousClock.now
  private let interval = Duration.milliseconds(20)

  @Test("The first goes at once, those that follow it share the next")
  func coalesces() {
    var notices = CommitNotices()
    #expect(notices.note("a", at: start, interval: interval) == .zero)
    #expect(notices.note("a", at: start, interval: interval) == nil)
    #expect(notices.take(at: start) == ["a"])
    #expect(notices.note("b", at: start + .milliseconds(5), interval: interval) == .milliseconds(15))
    #expect(notices.note("a", at: start + .milliseconds(6), interval: interval) == nil)
    #expect(notices.take(at: start + .milliseconds(20)) == ["a", "b"])
    #expect(notices.take(at: start + .milliseconds(21)) == [])
  }

  @Test("After a quiet time one goes at once again")
  func hurries() {
    var notices = CommitNotices()
    _ = notices.note("a", at: start, interval: interval)
    _ = notices.take(at: start)
    #expect(notices.note("a", at: start + .seconds(1), interval: interval) == .zero)
  }

  @Test("A statement names its channel in a comment")
  func readsChannel() {
    #expect(Statement("", "WITH x AS (/* NOTIFY apus_event */ INSERT)").channels == ["apus_event"])
    #expect(Statement("", "/* NOTIFY a */ SELECT /* NOTIFY b */ 1").channels == ["a", "b"])
    #expect(Statement("", "SELECT 1").channels.isEmpty)
    #expect(Statement("", "SELECT '/* NOTIF'").channels.isEmpty)
    #expect(Statement(composed: "/* NOTIFY x */ SELECT 1").channels.isEmpty)
  }
}
