internal import Values

/// Connections that come and go.
extension StatementDispatcher {
  /// The connections in the order in which they are worth having.
  var connectionOrder: [Int] {
    (0..<max(lanes.count, readers.count, bulk.count)).flatMap { turn in
      [lanes, bulk, readers].compactMap { turn < $0.count ? $0.lowerBound + turn : nil }
    }
  }

  /// Whether a connection can be closed for good: nothing is out on it, and nothing waits that only it could run.
  func isDispensable(_ index: Int) -> Bool {
    guard connections[index].state != .busy, connections[index].state != .lent, connections[index].replays.isEmpty
    else { return false }
    let hasOthers = connections.indices.contains { $0 != index && connections[$0].isLive }
    return hasOthers || (waiting == 0 && bulkQueue.isEmpty)
  }

  mutating func connecting(_ index: Int) {
    if connections[index].state == .away { connections[index].state = .recovering }
  }

  mutating func ready(_ index: Int) {
    connections[index].state = .idle
    moveToLive()
  }

  /// Gives an idle connection away for a while, until it is `ready` again or `lost`. Meanwhile the others serve what is meant
  /// for it; without another, that waits.
  mutating func lend(_ index: Int) -> Bool {
    guard connections[index].state == .idle, connections[index].replays.isEmpty else { return false }
    connections[index].state = .lent
    moveToLive()
    return true
  }

  /// Takes the loss of a connection: what was out is replayed where that is safe, what waits may go elsewhere.
  ///
  /// - Parameter outcomes: Of the segment that was half done; one that raised has rolled it back for certain.
  mutating func lost(_ index: Int, _ outcomes: [Outcome]) -> [(entry: Entry, decision: Decision)] {
    let unsettled = connections[index].sent.entries.dropFirst(connections[index].settled)
    let length = connections[index].sent.syncEach ? min(1, unsettled.count) : unsettled.count
    let rolledBack = outcomes.contains { $0 == .raised || $0 == .raisedPassingly } ? length : 0
    var settled: [(entry: Entry, decision: Decision)] = []
    var again: [Entry] = []
    for (position, entry) in unsettled.enumerated() {
      let outcome = position < outcomes.count ? outcomes[position] : .skipped
      let decision: Decision
      if position < rolledBack {
        decision = decide(entry, outcome)
      } else {
        decision = entry.isRepeatable && entry.tries < limits.tries ? .replay : .unavailable
      }
      if decision == .replay { again.append(entry) }
      settled.append((entry, decision))
    }
    connections[index].replays = again + connections[index].replays
    connections[index].sent = Batch(entries: [], syncEach: false)
    connections[index].settled = 0
    connections[index].state = .recovering
    moveToLive()
    return settled
  }

  /// Gives what waits for connections that are not there to those that are, in the order in which it came.
  private mutating func moveToLive() {
    guard connections.contains(where: \.takesStatements) else { return }
    for index in connections.indices {
      let isLive = connections[index].takesStatements
      if !isLive || !serves(index, .lane) {
        for entry in connections[index].queue.takeAll() { enqueue(entry) }
      }
      guard !isLive else { continue }
      let replays = connections[index].replays
      connections[index].replays = []
      for entry in replays {
        let target = target(of: entry.lane) ?? leastLoaded(connections[index].kind) ?? index
        connections[target].replays.append(entry)
      }
    }
    if isAway(.reader) {
      for entry in readQueue.takeAll() { enqueue(entry) }
    }
  }

  /// The connection with the fewest replays of those that serve a kind.
  private func leastLoaded(_ kind: Kind) -> Int? {
    connections.indices.filter { connections[$0].takesStatements && serves($0, kind) }
      .min { connections[$0].replays.count < connections[$1].replays.count }
  }

  /// Ends the patience with a connection that does not come back. Returns the statements that fail with it: none while
  /// another connection is there or may come.
  mutating func giveUp(_ index: Int) -> [Entry] {
    guard connections[index].state == .recovering else { return [] }
    connections[index].state = .away
    guard connections.allSatisfy({ $0.state == .away }) else {
      moveToLive()
      return []
    }
    var failed: [Entry] = []
    for index in connections.indices {
      failed += connections[index].replays
      connections[index].replays = []
    }
    var queued =
      connections.indices.flatMap { connections[$0].queue.takeAll() } + readQueue.takeAll() + anyQueue.takeAll()
    waiting -= queued.count
    queued += bulkQueue.takeAll()
    for entry in queued { waitingBytes -= entry.size }
    return failed + queued
  }
}
