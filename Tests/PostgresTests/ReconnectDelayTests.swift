internal import Testing

@testable internal import Postgres

@Suite("The delay before the next attempt to connect")
struct ReconnectDelayTests {
  @Test("It doubles from the lower bound to the upper one and starts anew after a reset")
  func doubling() {
    var delay = ReconnectDelay(.milliseconds(100)...Duration.milliseconds(500))
    #expect((1...5).map { _ in delay.next(share: 1) } == [100, 200, 400, 500, 500].map { .milliseconds($0) })
    delay.reset()
    #expect(delay.next(share: 1) == .milliseconds(100))
  }

  @Test("Half of it is random")
  func jitter() {
    var delay = ReconnectDelay(.milliseconds(100)...Duration.seconds(1))
    #expect(delay.next(share: 0) == .milliseconds(50))
  }

  @Test("It stays within its bounds for ever")
  func forever() {
    var delay = ReconnectDelay(.seconds(1)...Duration.seconds(10))
    for _ in 1...1000 { _ = delay.next(share: 0.5) }
    #expect(delay.next(share: 1) == .seconds(10))
  }
}
