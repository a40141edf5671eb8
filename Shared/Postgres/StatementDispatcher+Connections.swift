internal import Values

/// Connections that come and go.
extension StatementDispatcher {
  mutating func connecting(_ index: Int) {
    if connections[index].state == .away { connections[index].state = .recovering }
  }

  mutating func ready(_ index: Int) {
    connections[index].state = .idle
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
    if connections[index].kind != .bulk { moveReplays(from: index) }
    return settled
  }

  /// Gives the replays that any connection of the kind can run to the one that is there with the fewest.
  private mutating func moveReplays(from index: Int) {
    let kind = connections[index].kind
    let others = connections.indices.filter {
      connections[$0].kind == kind && (connections[$0].state == .idle || connections[$0].state == .busy)
    }
    guard let target = others.min(by: { connections[$0].replays.count < connections[$1].replays.count }) else { return }
    let replays = connections[index].replays
    connections[index].replays = replays.filter { $0.isBound }
    connections[target].replays += replays.filter { !$0.isBound }
  }

  /// Ends the patience with a connection that does not come back. Returns the statements that fail with it.
  mutating func giveUp(_ index: Int) -> [Entry] {
    guard connections[index].state == .recovering else { return [] }
    connections[index].state = .away
    var failed = connections[index].replays
    connections[index].replays = []
    let queued = connections[index].queue.takeAll()
    waiting -= queued.count
    failed += queued
    for entry in queued { waitingBytes -= entry.size }
    if connections[readers].allSatisfy({ $0.state == .away }) {
      let reads = readQueue.takeAll()
      waiting -= reads.count
      for entry in reads { waitingBytes -= entry.size }
      failed += reads
    }
    if connections[lanes].allSatisfy({ $0.state == .away }) {
      let free = anyQueue.takeAll()
      waiting -= free.count
      for entry in free { waitingBytes -= entry.size }
      failed += free
    }
    if connections[bulk].allSatisfy({ $0.state == .away }) {
      let lists = bulkQueue.takeAll()
      for entry in lists { waitingBytes -= entry.size }
      failed += lists
    }
    return failed
  }
}
