internal import Testing
internal import Values

@testable internal import GatewayService
@testable internal import Store

@Suite("A subscription")
struct SubscriptionTests {
  private let start = FeedPosition(
    snapshot: "1:1:", since: Timestamp(microseconds: 0), next: Timestamp(microseconds: 0))

  private func items(_ delivery: Subscription<Int>.Delivery) -> [Int]? {
    if case .items(let items) = delivery { items } else { nil }
  }

  @Test("It takes what its filter lets through, all that waits at once")
  func takesAccepted() async {
    let subscription = Subscription<Int>(limit: 10) { $0 % 2 == 0 }
    #expect(subscription.offer([1, 2, 3], behind: start))
    #expect(subscription.offer([4], behind: start))
    #expect(items(await subscription.next()) == [2, 4])
  }

  @Test("Who waits is woken by the next item")
  func wakes() async {
    let subscription = Subscription<Int>(limit: 10) { _ in true }
    async let taken = subscription.next()
    _ = subscription.offer([1], behind: start)
    #expect(items(await taken) == [1])
  }

  @Test("What is too much is not kept: the taker gets what was kept, then hears from where on it has to read")
  func overflows() async {
    let subscription = Subscription<Int>(limit: 3) { _ in true }
    #expect(subscription.offer([1, 2], behind: start))
    #expect(!subscription.offer([3, 4], behind: start))
    #expect(subscription.offer([5], behind: start))
    #expect(items(await subscription.next()) == [1, 2])
    guard case .behind = await subscription.next() else {
      Issue.record("the gap is not told")
      return
    }
    subscription.restart()
    #expect(subscription.offer([6], behind: start))
    #expect(items(await subscription.next()) == [6])
  }

  @Test("One page is kept however large it is")
  func keepsPage() async {
    let subscription = Subscription<Int>(limit: 1) { _ in true }
    #expect(subscription.offer([1, 2, 3], behind: start))
    #expect(items(await subscription.next()) == [1, 2, 3])
  }

  @Test("Once closed it gives nothing any more")
  func closes() async {
    let subscription = Subscription<Int>(limit: 1) { _ in true }
    async let waiting = subscription.next()
    subscription.close()
    _ = subscription.offer([1], behind: start)
    guard case .closed = await waiting, case .closed = await subscription.next() else {
      Issue.record("it is not closed")
      return
    }
  }
}
