internal import Testing
internal import Values

@testable internal import Postgres

@Suite("The dispatcher")
struct StatementDispatcherTests {
  private typealias Dispatcher = StatementDispatcher<String>

  private func dispatcher(
    lanes: Int = 1, bulk: Int = 1, ready: Bool = true, _ change: (inout Dispatcher.Limits) -> Void = { _ in }
  ) -> Dispatcher {
    var limits = Dispatcher.Limits()
    change(&limits)
    var made = Dispatcher(lanes: lanes, bulk: bulk, limits: limits)
    if ready { for index in 0..<lanes + bulk { made.ready(index) } }
    return made
  }

  private func entry(
    _ name: String, _ lane: Lane = .any, repeatable: Bool = false, alone: Bool = false, size: Int = 1
  ) -> Dispatcher.Entry {
    Dispatcher.Entry(payload: name, lane: lane, isRepeatable: repeatable, standsAlone: alone, size: size)
  }

  private func names(_ batch: Dispatcher.Batch?) -> [String]? { batch?.entries.map(\.payload) }

  private func told(_ settled: [(entry: Dispatcher.Entry, decision: Dispatcher.Decision)]) -> [String] {
    settled.map { "\($0.entry.payload) \($0.decision)" }
  }

  @Test("Everything that waits for an idle connection goes out behind one Sync")
  func oneBatch() throws {
    var dispatcher = dispatcher()
    for name in ["a", "b", "c"] { try dispatcher.submit(entry(name)) }
    let batch = dispatcher.take(0)
    #expect(names(batch) == ["a", "b", "c"])
    #expect(batch?.syncEach == false)
    #expect(dispatcher.waiting == 0)
    #expect(dispatcher.waitingBytes == 0)
  }

  @Test("A statement that stands alone shares its transaction with none, and keeps its place")
  func standsAlone() throws {
    var dispatcher = dispatcher()
    try dispatcher.submit(entry("a", .key(.random())))
    try dispatcher.submit(entry("b", .key(.random()), alone: true))
    try dispatcher.submit(entry("c", .key(.random()), alone: true))
    try dispatcher.submit(entry("d", .key(.random())))
    try dispatcher.submit(entry("e"))
    #expect(names(dispatcher.take(0)) == ["a", "e"])
    #expect(told(dispatcher.settle(0, [.succeeded, .succeeded])) == ["a deliver", "e deliver"])
    let batch = dispatcher.take(0)
    #expect(names(batch) == ["b", "c"])
    #expect(batch?.syncEach == true)
    #expect(told(dispatcher.settle(0, [.raised])) == ["b deliver"])
    #expect(told(dispatcher.settle(0, [.succeeded])) == ["c deliver"])
    #expect(names(dispatcher.take(0)) == ["d"])
  }

  @Test("A busy connection gets nothing until its Sync, then all that came meanwhile")
  func busy() throws {
    var dispatcher = dispatcher()
    try dispatcher.submit(entry("a"))
    #expect(names(dispatcher.take(0)) == ["a"])
    try dispatcher.submit(entry("b"))
    try dispatcher.submit(entry("c"))
    #expect(dispatcher.take(0) == nil)
    #expect(told(dispatcher.settle(0, [.succeeded])) == ["a deliver"])
    #expect(names(dispatcher.take(0)) == ["b", "c"])
  }

  @Test("A batch is bounded in statements and in bytes")
  func bounds() throws {
    var dispatcher = dispatcher {
      $0.batch = 3
      $0.batchBytes = 10
    }
    for name in ["a", "b", "c", "d"] { try dispatcher.submit(entry(name)) }
    try dispatcher.submit(entry("large", size: 100))
    try dispatcher.submit(entry("e"))
    #expect(names(dispatcher.take(0)) == ["a", "b", "c"])
    _ = dispatcher.settle(0, [.succeeded, .succeeded, .succeeded])
    #expect(names(dispatcher.take(0)) == ["d", "large"])
    _ = dispatcher.settle(0, [.succeeded, .succeeded])
    #expect(names(dispatcher.take(0)) == ["e"])
  }

  @Test("When one raises it has its error and its neighbours are replayed alone, before what waits")
  func replay() throws {
    var dispatcher = dispatcher()
    for name in ["a", "bad", "c"] { try dispatcher.submit(entry(name)) }
    _ = dispatcher.take(0)
    try dispatcher.submit(entry("later"))
    let settled = dispatcher.settle(0, [.succeeded, .raised, .skipped])
    #expect(told(settled) == ["a replay", "bad deliver", "c replay"])
    let again = dispatcher.take(0)
    #expect(names(again) == ["a", "c"])
    #expect(again?.syncEach == true)
    #expect(told(dispatcher.settle(0, [.succeeded])) == ["a deliver"])
    #expect(dispatcher.take(0) == nil)
    #expect(told(dispatcher.settle(0, [.raised])) == ["c deliver"])
    #expect(names(dispatcher.take(0)) == ["later"])
  }

  @Test("When the commit raises nobody is to blame: all are replayed, and one alone has the error")
  func commit() throws {
    var dispatcher = dispatcher()
    try dispatcher.submit(entry("a"))
    try dispatcher.submit(entry("b"))
    _ = dispatcher.take(0)
    #expect(told(dispatcher.settle(0, [.succeeded, .succeeded], commit: .raised)) == ["a replay", "b replay"])
    _ = dispatcher.take(0)
    #expect(told(dispatcher.settle(0, [.succeeded])) == ["a deliver"])
    #expect(told(dispatcher.settle(0, [.succeeded], commit: .raised)) == ["b deliver"])
  }

  @Test("A conflict is tried again a bounded number of times")
  func conflicts() throws {
    var dispatcher = dispatcher { $0.tries = 3 }
    try dispatcher.submit(entry("a"))
    for _ in 1...2 {
      #expect(names(dispatcher.take(0)) == ["a"])
      #expect(told(dispatcher.settle(0, [.raisedPassingly])) == ["a replay"])
    }
    #expect(names(dispatcher.take(0)) == ["a"])
    #expect(told(dispatcher.settle(0, [.raisedPassingly])) == ["a deliver"])
    #expect(dispatcher.isQuiet)
  }

  @Test("One key keeps one connection, and keys spread over all of them")
  func keys() throws {
    var dispatcher = dispatcher(lanes: 3)
    var seen: Set<Int> = []
    for number in 0..<64 {
      let key = UUID.random()
      try dispatcher.submit(entry("\(number)", .key(key)))
      try dispatcher.submit(entry("\(number)", .key(key)))
      let holders = dispatcher.connections.indices.filter { index in
        names(dispatcher.take(index))?.count == 2
      }
      #expect(holders.count == 1)
      seen.formUnion(holders)
      for index in holders { _ = dispatcher.settle(index, [.succeeded, .succeeded]) }
    }
    #expect(seen == [0, 1, 2])
  }

  @Test("Statements of any lane go to whichever lane is idle first, all together")
  func anyLane() throws {
    var dispatcher = dispatcher(lanes: 2)
    try dispatcher.submit(entry("a"))
    #expect(names(dispatcher.take(0)) == ["a"])
    try dispatcher.submit(entry("b"))
    #expect(names(dispatcher.take(1)) == ["b"])
    for name in ["c", "d"] { try dispatcher.submit(entry(name)) }
    _ = dispatcher.settle(1, [.succeeded])
    #expect(names(dispatcher.take(1)) == ["c", "d"])
  }

  @Test("Idle lanes share what any of them may run when there is much of it")
  func sharing() throws {
    var dispatcher = dispatcher(lanes: 3) { $0.share = 4 }
    for number in 0..<7 { try dispatcher.submit(entry("\(number)")) }
    #expect(names(dispatcher.take(0))?.count == 4)
    #expect(names(dispatcher.take(1))?.count == 3)
    #expect(dispatcher.take(2) == nil)
    for number in 0..<7 { try dispatcher.submit(entry("\(number)")) }
    #expect(names(dispatcher.take(2))?.count == 7)
  }

  @Test("A lane takes what waits for it, then what waits for any")
  func keyedFirst() throws {
    var dispatcher = dispatcher()
    try dispatcher.submit(entry("free"))
    try dispatcher.submit(entry("keyed", .key(.random())))
    #expect(names(dispatcher.take(0)) == ["keyed", "free"])
  }

  @Test("Bulk statements go one at a time over connections of their own")
  func bulk() throws {
    var dispatcher = dispatcher(lanes: 1, bulk: 2)
    for name in ["a", "b", "c"] { try dispatcher.submit(entry(name, .bulk)) }
    #expect(dispatcher.take(0) == nil)
    #expect(names(dispatcher.take(1)) == ["a"])
    #expect(names(dispatcher.take(2)) == ["b"])
    #expect(dispatcher.take(1) == nil)
    _ = dispatcher.settle(2, [.succeeded])
    #expect(names(dispatcher.take(2)) == ["c"])
  }

  @Test("One statement more than may wait is refused, and bulk statements have their own bound")
  func overload() throws {
    var dispatcher = dispatcher {
      $0.waiting = 2
      $0.waitingBulk = 1
    }
    try dispatcher.submit(entry("a"))
    try dispatcher.submit(entry("b"))
    #expect(throws: Dispatcher.Refusal.overloaded) { try dispatcher.submit(entry("c")) }
    try dispatcher.submit(entry("d", .bulk))
    #expect(throws: Dispatcher.Refusal.overloaded) { try dispatcher.submit(entry("e", .bulk)) }
    _ = dispatcher.take(0)
    try dispatcher.submit(entry("f"))
    #expect(dispatcher.waiting == 1)
  }

  @Test("The bytes that wait are bounded, but one large statement still gets through")
  func bytes() throws {
    var dispatcher = dispatcher { $0.waitingBytes = 100 }
    try dispatcher.submit(entry("large", size: 1000))
    #expect(throws: Dispatcher.Refusal.overloaded) { try dispatcher.submit(entry("b")) }
    _ = dispatcher.take(0)
    #expect(dispatcher.waitingBytes == 0)
    try dispatcher.submit(entry("b"))
  }

  @Test("A lost connection replays only what is repeatable; what was not sent waits")
  func loss() throws {
    var dispatcher = dispatcher()
    try dispatcher.submit(entry("read", repeatable: true))
    try dispatcher.submit(entry("write"))
    _ = dispatcher.take(0)
    try dispatcher.submit(entry("later"))
    #expect(told(dispatcher.lost(0, [.succeeded])) == ["read replay", "write unavailable"])
    #expect(dispatcher.take(0) == nil)
    dispatcher.ready(0)
    #expect(names(dispatcher.take(0)) == ["read"])
    _ = dispatcher.settle(0, [.succeeded])
    #expect(names(dispatcher.take(0)) == ["later"])
  }

  @Test("A connection lost behind an error has rolled back, so even writes are replayed")
  func lossBehindError() throws {
    var dispatcher = dispatcher()
    for name in ["write", "bad", "other"] { try dispatcher.submit(entry(name)) }
    _ = dispatcher.take(0)
    #expect(
      told(dispatcher.lost(0, [.succeeded, .raised])) == ["write replay", "bad deliver", "other replay"])
  }

  @Test("A connection lost in the middle of replays settles only what is unsettled")
  func lossInReplay() throws {
    var dispatcher = dispatcher()
    for name in ["a", "bad", "b", "c"] { try dispatcher.submit(entry(name)) }
    _ = dispatcher.take(0)
    _ = dispatcher.settle(0, [.succeeded, .raised, .skipped, .skipped])
    _ = dispatcher.take(0)
    _ = dispatcher.settle(0, [.succeeded])
    #expect(told(dispatcher.lost(0, [])) == ["b unavailable", "c unavailable"])
  }

  @Test("A repeatable statement is sent a bounded number of times over lost connections")
  func boundedTries() throws {
    var dispatcher = dispatcher { $0.tries = 2 }
    try dispatcher.submit(entry("read", repeatable: true))
    _ = dispatcher.take(0)
    #expect(told(dispatcher.lost(0, [])) == ["read replay"])
    dispatcher.ready(0)
    _ = dispatcher.take(0)
    #expect(told(dispatcher.lost(0, [])) == ["read unavailable"])
    #expect(dispatcher.isQuiet)
  }

  @Test("What waits for a lane that is lost moves to a lane that is there, and new statements of its keys follow")
  func moves() throws {
    var dispatcher = dispatcher(lanes: 2)
    let key = UUID.random()
    try dispatcher.submit(entry("first", .key(key)))
    let own = try #require([0, 1].first { names(dispatcher.take($0)) != nil })
    _ = dispatcher.settle(own, [.succeeded])
    try dispatcher.submit(entry("read", .key(key), repeatable: true))
    #expect(names(dispatcher.take(own)) == ["read"])
    try dispatcher.submit(entry("keyed", .key(key)))
    _ = dispatcher.lost(own, [])
    try dispatcher.submit(entry("next", .key(key)))
    let replayed = dispatcher.take(1 - own)
    #expect(names(replayed) == ["read"])
    #expect(replayed?.syncEach == true)
    _ = dispatcher.settle(1 - own, [.succeeded])
    #expect(names(dispatcher.take(1 - own)) == ["keyed", "next"])
    dispatcher.ready(own)
    try dispatcher.submit(entry("last", .key(key)))
    #expect(names(dispatcher.take(own)) == ["last"])
  }

  @Test("With lanes away every key is served by those that are there", arguments: 1...3)
  func keysOfLanesAway(live: Int) throws {
    var dispatcher = dispatcher(lanes: 4, ready: false)
    for index in 0..<live { dispatcher.ready(index) }
    for number in 0..<64 { try dispatcher.submit(entry("\(number)", .key(.random()))) }
    let taken = (0..<live).map { names(dispatcher.take($0))?.count ?? 0 }
    #expect(taken.reduce(0, +) == 64)
    #expect(!taken.contains(0))
  }

  @Test("One connection is enough for every kind of statement, whichever it is", arguments: 0..<3)
  func oneOfAll(live: Int) throws {
    var dispatcher = Dispatcher(lanes: 1, readers: 1, bulk: 1, limits: Dispatcher.Limits())
    for index in 0..<3 { dispatcher.ready(index) }
    for lane in [Lane.any, .key(.random()), .read, .bulk] { try dispatcher.submit(entry("before", lane)) }
    for index in 0..<3 where index != live {
      _ = dispatcher.lost(index, [])
      let failed = dispatcher.giveUp(index)
      #expect(failed.isEmpty)
    }
    for lane in [Lane.any, .key(.random()), .read, .bulk] { try dispatcher.submit(entry("after", lane)) }
    var taken: [String] = []
    while let batch = dispatcher.take(live) {
      taken += batch.entries.map(\.payload)
      for _ in batch.syncEach ? batch.entries : [] { _ = dispatcher.settle(live, [.succeeded]) }
      if !batch.syncEach { _ = dispatcher.settle(live, batch.entries.map { _ in .succeeded }) }
    }
    #expect(taken.sorted() == Array(repeating: "after", count: 4) + Array(repeating: "before", count: 4))
    #expect(dispatcher.isQuiet)
    #expect(dispatcher.waitingBytes == 0)
  }

  @Test("A lane that serves bulk statements too takes turns")
  func turns() throws {
    var dispatcher = dispatcher(lanes: 1, bulk: 0)
    for name in ["list 1", "list 2"] { try dispatcher.submit(entry(name, .bulk)) }
    for expected in ["list 1", "write", "list 2"] {
      try dispatcher.submit(entry("write"))
      #expect(names(dispatcher.take(0))?.first == expected)
      while !dispatcher.isQuiet, dispatcher.connections[0].state == .busy {
        _ = dispatcher.settle(0, dispatcher.connections[0].sent.entries.map { _ in .succeeded })
      }
    }
  }

  @Test("A connection that is lent gets nothing, and serves again when it is returned")
  func lent() throws {
    var dispatcher = dispatcher(lanes: 1, bulk: 0)
    let lent = [dispatcher.lend(0), dispatcher.lend(0)]
    #expect(lent == [true, false])
    try dispatcher.submit(entry("a"))
    #expect(dispatcher.take(0) == nil)
    dispatcher.ready(0)
    #expect(names(dispatcher.take(0)) == ["a"])
  }

  @Test(
    "While the connection of a kind is lent, the others serve what is meant for it, whether it came before or comes after"
  )
  func lentKind() throws {
    var dispatcher = dispatcher(lanes: 1, bulk: 1)
    try dispatcher.submit(entry("before", .bulk))
    let isLent = dispatcher.lend(1)
    #expect(isLent)
    try dispatcher.submit(entry("after", .bulk))
    for expected in ["before", "after"] {
      #expect(names(dispatcher.take(0)) == [expected])
      _ = dispatcher.settle(0, [.succeeded])
    }
    #expect(!dispatcher.isQuiet)
    dispatcher.ready(1)
    #expect(dispatcher.isQuiet)
    try dispatcher.submit(entry("again", .bulk))
    #expect(dispatcher.take(0) == nil)
    #expect(names(dispatcher.take(1)) == ["again"])
  }

  @Test("What waits for a lane that is lent goes to another")
  func lentLane() throws {
    var dispatcher = dispatcher(lanes: 2, bulk: 0)
    let key = UUID(high: 0, low: 0)
    try dispatcher.submit(entry("a", .key(key)))
    let own = try #require(dispatcher.connections.indices.first { !dispatcher.connections[$0].queue.isEmpty })
    let isLent = dispatcher.lend(own)
    #expect(isLent)
    #expect(names(dispatcher.take(1 - own)) == ["a"])
  }

  @Test(
    "When patience ends with the last connection all that waits fails, and new statements are refused until one is back"
  )
  func away() throws {
    var dispatcher = dispatcher(ready: false)
    #expect(throws: Dispatcher.Refusal.away) { try dispatcher.submit(entry("a")) }
    for index in 0...1 { dispatcher.connecting(index) }
    try dispatcher.submit(entry("b"))
    try dispatcher.submit(entry("c", .bulk))
    #expect(dispatcher.giveUp(0).isEmpty)
    #expect(dispatcher.giveUp(1).map(\.payload) == ["b", "c"])
    #expect(!dispatcher.isAvailable)
    #expect(throws: Dispatcher.Refusal.away) { try dispatcher.submit(entry("d")) }
    #expect(throws: Dispatcher.Refusal.away) { try dispatcher.submit(entry("e", .bulk)) }
    dispatcher.ready(1)
    #expect(dispatcher.isAvailable)
    try dispatcher.submit(entry("f"))
    #expect(dispatcher.waiting == 1)
    #expect(dispatcher.waitingBytes == 1)
    #expect(names(dispatcher.take(1)) == ["f"])
  }
}
