import Testing

@testable import Lifecycle

@Suite struct ServiceGroupStateTests {
  @Test("Services are asked one after another, the last one first")
  func stopsInReverse() {
    var state = ServiceGroupState(count: 3)
    #expect(state.handle(.stopAsked) == [.report(.stopping), .startDeadline, .cancel(2)])
    #expect(state.handle(.ended(2, failure: nil)) == [.report(.stopped(2)), .cancel(1)])
    #expect(state.handle(.ended(1, failure: nil)) == [.report(.stopped(1)), .cancel(0)])
    #expect(state.handle(.ended(0, failure: nil)) == [.report(.stopped(0)), .finish(.success)])
    #expect(state.handle(.deadlineReached) == [])
  }

  @Test("A service that fails stops the others and the group fails")
  func failure() {
    var state = ServiceGroupState(count: 2)
    #expect(state.handle(.ended(1, failure: "x")) == [.report(.failed(1, "x")), .startDeadline, .cancel(0)])
    #expect(state.handle(.ended(0, failure: nil)) == [.report(.stopped(0)), .finish(.failed)])
  }

  @Test("A service that ends by itself counts as failed")
  func endsEarly() {
    var state = ServiceGroupState(count: 2)
    #expect(state.handle(.ended(0, failure: nil)) == [.report(.endedEarly(0)), .startDeadline, .cancel(1)])
    #expect(state.handle(.ended(1, failure: nil)) == [.report(.stopped(1)), .finish(.failed)])
  }

  @Test("A service that takes too long is passed by, and still waited for until the group's time is over")
  func limit() {
    var state = ServiceGroupState(count: 2)
    _ = state.handle(.stopAsked)
    #expect(state.handle(.limitReached(1)) == [.report(.tookTooLong(1)), .cancel(0)])
    #expect(state.handle(.limitReached(1)) == [])
    #expect(state.handle(.ended(0, failure: nil)) == [.report(.stopped(0))])
    #expect(state.handle(.deadlineReached) == [.report(.cutOff([1])), .cancel(1), .finish(.cutOff)])
  }

  @Test("A second request cuts off what is left, the last one first")
  func secondRequest() {
    var state = ServiceGroupState(count: 3)
    _ = state.handle(.stopAsked)
    #expect(
      state.handle(.stopAsked) == [
        .report(.cutOff([2, 1, 0])), .cancel(2), .cancel(1), .cancel(0), .finish(.cutOff),
      ])
    #expect(state.handle(.ended(0, failure: nil)) == [])
  }

  @Test("A service that fails while another is asked to stop does not stop the order")
  func failureWhileStopping() {
    var state = ServiceGroupState(count: 3)
    _ = state.handle(.stopAsked)
    #expect(state.handle(.ended(1, failure: "x")) == [.report(.failed(1, "x"))])
    #expect(state.handle(.ended(2, failure: nil)) == [.report(.stopped(2)), .cancel(0)])
    #expect(state.handle(.ended(0, failure: nil)) == [.report(.stopped(0)), .finish(.failed)])
  }

  @Test("A service that fails to stop in order makes the group fail")
  func failureOfAsked() {
    var state = ServiceGroupState(count: 1)
    _ = state.handle(.stopAsked)
    #expect(state.handle(.ended(0, failure: "x")) == [.report(.failed(0, "x")), .finish(.failed)])
  }
}
