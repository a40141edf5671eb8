internal import Testing

@testable internal import Hosting

@Suite("The shares of connections")
struct ConnectionSharesTests {
  private let gateway = ConnectionShares.Wanted(loops: 3, pools: [5, 3], listeners: 2)

  @Test(
    "The first loop comes first, then listening, then one loop after the other",
    arguments: [
      (1, [1, 0, 0], [0, 0, 0], false), (4, [4, 0, 0], [0, 0, 0], false), (5, [3, 0, 0], [0, 0, 0], true),
      (7, [5, 0, 0], [0, 0, 0], true), (10, [5, 0, 0], [3, 0, 0], true), (14, [5, 0, 0], [3, 0, 0], true),
      (15, [5, 5, 0], [3, 0, 0], true), (26, [5, 5, 5], [3, 3, 3], true), (99, [5, 5, 5], [3, 3, 3], true),
    ])
  func shares(granted: Int, own: [Int], events: [Int], isListening: Bool) {
    let shares = ConnectionShares(gateway, of: granted)
    #expect(shares.pools == [own, events])
    #expect(shares.isListening == isListening)
  }

  @Test("No share is larger than what was granted", arguments: 1...40)
  func bounded(granted: Int) {
    let shares = ConnectionShares(gateway, of: granted)
    let given = shares.pools.joined().reduce(0, +) + (shares.isListening ? 2 : 0)
    #expect(given <= granted)
    #expect(shares.ownLoops >= 1)
  }
}
