import Testing

@testable import Transport

@Suite("UpstreamPool")
struct ClientUpstreamPoolTests {
  typealias Action = UpstreamPool.Action

  static func address(_ last: Int) throws -> UpstreamAddress {
    try #require(SystemResolver.lookup("127.0.0.\(last)", 80)?.first)
  }

  /// A pool with one ready connection to each of some addresses; connection n is to address n.
  static func pool(
    addresses count: Int, streams: Int = 100, _ change: (inout UpstreamConfiguration) -> Void = { _ in }
  ) throws -> UpstreamPool {
    var configuration = UpstreamConfiguration()
    change(&configuration)
    var pool = UpstreamPool(configuration: configuration)
    _ = pool.resolved(try (0..<count).map { try address($0 + 1) })
    for id in 0..<count { _ = pool.allowed(id, streams: streams, now: .zero) }
    return pool
  }

  @Test("Each found address gets its connections before any request comes")
  func warm() throws {
    var configuration = UpstreamConfiguration()
    configuration.connectionsPerAddress = 2
    var pool = UpstreamPool(configuration: configuration)
    let one = try Self.address(1)
    #expect(pool.resolved([one]) == [.connect(0, one), .connect(1, one)])
    #expect(pool.resolved([one]) == [])
    #expect(!pool.isAvailable)
    #expect(pool.allowed(0, streams: 1, now: .zero) == [])
    #expect(pool.isAvailable)
  }

  @Test("A request goes where the fewest are in flight, and round robin among equals")
  func balance() throws {
    var pool = try Self.pool(addresses: 3)
    #expect(pool.submit(1, repeatable: false) == [.start(1, on: 0)])
    #expect(pool.submit(2, repeatable: false) == [.start(2, on: 1)])
    #expect(pool.submit(3, repeatable: false) == [.start(3, on: 2)])
    #expect(pool.ended(2, on: 1, .settled) == [])
    #expect(pool.submit(4, repeatable: false) == [.start(4, on: 1)])
    #expect(pool.submit(5, repeatable: false) == [.start(5, on: 2)])
  }

  @Test("Requests wait in order for a free stream, and no more of them than the bound")
  func queue() throws {
    var pool = try Self.pool(addresses: 1, streams: 1) { $0.maximumQueued = 2 }
    #expect(pool.submit(1, repeatable: false) == [.start(1, on: 0)])
    #expect(pool.submit(2, repeatable: false) == [])
    #expect(pool.submit(3, repeatable: false) == [])
    #expect(pool.submit(4, repeatable: false) == [.fail(4, .overloaded)])
    #expect(pool.ended(1, on: 0, .settled) == [.start(2, on: 0)])
    pool.abandon(3)
    #expect(pool.ended(2, on: 0, .settled) == [])
    #expect(pool.callCount == 0)
  }

  @Test("More allowed streams let waiting requests go")
  func limitRaised() throws {
    var pool = try Self.pool(addresses: 1, streams: 0)
    #expect(pool.submit(1, repeatable: false) == [])
    #expect(pool.allowed(0, streams: 5, now: .zero) == [.start(1, on: 0)])
  }

  @Test("A request that was not acted on goes to another connection, at most as often as allowed")
  func notProcessed() throws {
    var pool = try Self.pool(addresses: 2)
    #expect(pool.submit(1, repeatable: false) == [.start(1, on: 0)])
    #expect(pool.ended(1, on: 0, .notProcessed) == [.start(1, on: 1)])
    #expect(pool.ended(1, on: 1, .notProcessed) == [.start(1, on: 0)])
    #expect(pool.ended(1, on: 0, .notProcessed) == [.fail(1, .unavailable)])
    #expect(pool.callCount == 0)
  }

  @Test("A lost connection's request is repeated only when it may be")
  func lost() throws {
    var pool = try Self.pool(addresses: 2)
    #expect(pool.submit(1, repeatable: true) == [.start(1, on: 0)])
    #expect(pool.submit(2, repeatable: false) == [.start(2, on: 1)])
    #expect(pool.submit(3, repeatable: false) == [.start(3, on: 0)])
    let one = try Self.address(1)
    #expect(pool.closed(0, now: .seconds(5), jitter: 0) == [.connect(2, one), .resolve])
    #expect(pool.ended(1, on: 0, .lost) == [.start(1, on: 1)])
    #expect(pool.ended(3, on: 0, .lost) == [.fail(3, .connectionLost)])
  }

  @Test("A connection that goes away finishes what it has and is replaced at once")
  func goingAway() throws {
    var pool = try Self.pool(addresses: 1)
    let one = try Self.address(1)
    #expect(pool.submit(1, repeatable: false) == [.start(1, on: 0)])
    #expect(pool.goingAway(0, now: .seconds(5), jitter: 0) == [.connect(1, one), .resolve])
    #expect(pool.goingAway(0, now: .seconds(5), jitter: 0) == [])
    #expect(pool.submit(2, repeatable: false) == [])
    #expect(pool.allowed(1, streams: 10, now: .seconds(5)) == [.start(2, on: 1)])
    #expect(pool.ended(1, on: 0, .settled) == [.close(0)])
  }

  @Test("Failed attempts wait longer and longer, within the bound and spread by the jitter")
  func backOff() throws {
    var pool = try Self.pool(addresses: 0) {
      $0.backOff = .milliseconds(100)
      $0.maximumBackOff = .milliseconds(300)
    }
    let one = try Self.address(1)
    #expect(pool.resolved([one]) == [.connect(0, one)])
    #expect(pool.closed(0, now: .zero, jitter: 1) == [.wait(1, .milliseconds(100)), .resolve])
    #expect(pool.backOffEnded(1) == [.connect(1, one)])
    #expect(pool.closed(1, now: .zero, jitter: 0) == [.wait(2, .milliseconds(100)), .resolve])
    #expect(pool.backOffEnded(2) == [.connect(2, one)])
    #expect(pool.closed(2, now: .zero, jitter: 1) == [.wait(3, .milliseconds(300)), .resolve])
  }

  @Test("A connection lost right after it was made counts as a failed attempt")
  func unstable() throws {
    var pool = try Self.pool(addresses: 1) { $0.backOff = .milliseconds(100) }
    #expect(pool.closed(0, now: .milliseconds(1), jitter: 1) == [.wait(1, .milliseconds(100)), .resolve])
  }

  @Test("Requests wait for a first attempt and one more, then fail at once")
  func hope() throws {
    var pool = UpstreamPool(configuration: UpstreamConfiguration())
    #expect(pool.submit(1, repeatable: false) == [])
    let one = try Self.address(1)
    #expect(pool.resolved([one]) == [.connect(0, one)])
    _ = pool.closed(0, now: .zero, jitter: 0)
    #expect(pool.queuedCount == 1)
    _ = pool.backOffEnded(1)
    #expect(pool.closed(1, now: .zero, jitter: 0).contains(.fail(1, .unavailable)))
    #expect(pool.submit(2, repeatable: false) == [.fail(2, .unavailable)])
  }

  @Test("A name without an address fails what waits; a failed look-up keeps the known addresses")
  func noAddress() throws {
    var empty = UpstreamPool(configuration: UpstreamConfiguration())
    #expect(empty.submit(1, repeatable: false) == [])
    #expect(empty.resolved(nil) == [.fail(1, .unavailable)])
    var pool = try Self.pool(addresses: 1)
    #expect(pool.resolved(nil) == [])
    #expect(pool.resolved([]) == [])
    #expect(pool.isAvailable)
  }

  @Test("A connection to an address that is gone gets no more requests and is closed when it has none")
  func addressGone() throws {
    var pool = try Self.pool(addresses: 2)
    #expect(pool.submit(1, repeatable: false) == [.start(1, on: 0)])
    let three = try Self.address(3)
    #expect(pool.resolved([three]) == [.close(1), .connect(2, three)])
    #expect(pool.allowed(2, streams: 10, now: .zero) == [])
    #expect(pool.submit(2, repeatable: false) == [.start(2, on: 2)])
    #expect(pool.ended(1, on: 0, .settled) == [.close(0)])
  }

  @Test("An abandoned request's stream counts until it has ended")
  func abandoned() throws {
    var pool = try Self.pool(addresses: 1, streams: 1)
    #expect(pool.submit(1, repeatable: true) == [.start(1, on: 0)])
    #expect(pool.submit(2, repeatable: true) == [])
    pool.abandon(1)
    #expect(pool.callCount == 1)
    #expect(pool.ended(1, on: 0, .settled) == [.start(2, on: 0)])
  }
}
