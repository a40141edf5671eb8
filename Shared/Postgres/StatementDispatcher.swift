internal import Values

/// Decides which statement goes out on which connection, when, and behind which Sync. It does no I/O and has no clock.
///
///     recovering ──ready──► idle ──take──► busy ──last segment settled──► idle
///         ▲  │                │              │
///         │  └──giveUp──► away│◄─────────────┘ lost: recovering again
///         └──────────── lost ─┘    away ──ready──► idle
///
/// A batch goes only to an idle connection and takes all that waits for it, behind one Sync: one transaction. When one
/// of its statements raises, that one has its error and its neighbours are replayed, each behind its own Sync, before
/// anything else goes to that connection; so the order of a connection's statements is kept.
struct StatementDispatcher<Payload> {
  struct Entry {
    let payload: Payload
    let lane: Lane
    let isRepeatable: Bool
    /// Whether it is a transaction of its own wherever it goes.
    var standsAlone = false
    /// Bytes of parameters.
    let size: Int
    var tries = 0

    /// Whether it has to go to the connection that it was queued for.
    var isBound: Bool { if case .key = lane { true } else { false } }
  }

  /// What goes out in one go. With `syncEach` every statement is a transaction (a segment) of its own.
  struct Batch {
    var entries: [Entry]
    var syncEach: Bool
  }

  enum Refusal: Error, Equatable {
    case overloaded
    case away
  }

  /// How one statement of a segment ended.
  enum Outcome: Equatable {
    case succeeded
    case raised
    /// It may succeed when it is run again.
    case raisedPassingly
    /// It was skipped behind one that raised.
    case skipped
  }

  enum Decision: Equatable {
    /// The caller gets its result or error.
    case deliver
    /// It runs again; nothing to do for now.
    case replay
    /// The connection was lost, and it can't be known whether the statement took effect or must not be repeated.
    case unavailable
  }

  enum State: Equatable {
    case recovering
    case away
    case idle
    case busy
  }

  /// What a connection is for.
  enum Kind: Equatable {
    case lane
    case reader
    case bulk
  }

  struct Connection {
    let kind: Kind
    var state = State.away
    var queue = FIFO<Entry>()
    /// Statements of a batch that was rolled back: each goes alone.
    var replays: [Entry] = []
    var sent = Batch(entries: [], syncEach: false)
    /// How many of `sent` are settled.
    var settled = 0
  }

  struct Limits {
    var waiting = 8192
    var waitingBulk = 512
    var waitingBytes = 64 * 1024 * 1024
    var batch = 128
    /// Idle lanes share what any of them may run when there is more than this; fewer statements in a commit cost more
    /// than they gain by running beside each other.
    var share = 32
    var batchBytes = 1024 * 1024
    var tries = 3
  }

  let limits: Limits
  var connections: [Connection]
  /// Statements of any lane wait together, for whichever lane is idle first.
  var anyQueue = FIFO<Entry>()
  /// Reads wait together, for whichever reader is idle first.
  var readQueue = FIFO<Entry>()
  /// Bulk statements likewise.
  var bulkQueue = FIFO<Entry>()
  var waiting = 0
  var waitingBytes = 0
  let laneCount: Int
  let readerCount: Int

  /// The lanes are the first connections, then come the readers, then the bulk connections. Without readers, reads go to
  /// the lanes.
  init(lanes: Int, readers: Int = 0, bulk: Int, limits: Limits) {
    precondition(lanes > 0 && bulk > 0, "a dispatcher has one lane and one bulk connection at least")
    self.limits = limits
    laneCount = lanes
    readerCount = readers
    connections =
      Array(repeating: Connection(kind: .lane), count: lanes)
      + Array(repeating: Connection(kind: .reader), count: readers)
      + Array(repeating: Connection(kind: .bulk), count: bulk)
  }

  var lanes: Range<Int> { 0..<laneCount }
  var readers: Range<Int> { laneCount..<laneCount + readerCount }
  var bulk: Range<Int> { laneCount + readerCount..<connections.count }

  /// Whether a lane can take statements now.
  var isAvailable: Bool { connections[..<laneCount].contains { $0.state == .idle || $0.state == .busy } }

  /// Whether nothing waits and nothing is out.
  var isQuiet: Bool {
    waiting == 0 && bulkQueue.isEmpty && connections.allSatisfy { $0.state != .busy && $0.replays.isEmpty }
  }

  // MARK: In

  /// Queues a statement for the connection of its lane.
  mutating func submit(_ entry: Entry) throws(Refusal) {
    guard waitingBytes + entry.size <= limits.waitingBytes || waitingBytes == 0 else { throw .overloaded }
    if entry.lane == .bulk {
      guard connections[bulk].contains(where: { $0.state != .away }) else { throw .away }
      guard bulkQueue.count < limits.waitingBulk else { throw .overloaded }
      bulkQueue.append(entry)
    } else if entry.lane == .read, readerCount > 0 {
      guard connections[readers].contains(where: { $0.state != .away }) else { throw .away }
      guard waiting < limits.waiting else { throw .overloaded }
      readQueue.append(entry)
      waiting += 1
    } else {
      let target = target(of: entry.lane)
      let candidates = target.map { $0..<$0 + 1 } ?? lanes
      guard connections[candidates].contains(where: { $0.state != .away }) else { throw .away }
      guard waiting < limits.waiting else { throw .overloaded }
      if let target { connections[target].queue.append(entry) } else { anyQueue.append(entry) }
      waiting += 1
    }
    waitingBytes += entry.size
  }

  /// The connection of a key; nil where any will do.
  private func target(of lane: Lane) -> Int? {
    guard case .key(let key) = lane else { return nil }
    let mixed = (key.high ^ key.low) &* 0x9E37_79B9_7F4A_7C15
    return Int((mixed >> 32) % UInt64(laneCount))
  }

  // MARK: Out

  /// What is to be sent on a connection now; it is busy then.
  mutating func take(_ index: Int) -> Batch? {
    guard connections[index].state == .idle else { return nil }
    var batch: Batch
    if !connections[index].replays.isEmpty {
      batch = Batch(entries: connections[index].replays, syncEach: true)
      connections[index].replays = []
    } else if connections[index].kind == .bulk {
      guard let entry = bulkQueue.popFirst() else { return nil }
      waitingBytes -= entry.size
      batch = Batch(entries: [entry], syncEach: true)
    } else {
      let entries = takeWaiting(index)
      guard let first = entries.first else { return nil }
      batch = Batch(entries: entries, syncEach: first.standsAlone)
    }
    for position in batch.entries.indices { batch.entries[position].tries += 1 }
    connections[index].sent = batch
    connections[index].settled = 0
    connections[index].state = .busy
    return batch
  }

  /// What waits for this lane, then what waits for any: as far as all of it, or nothing of it, stands alone.
  private mutating func takeWaiting(_ index: Int) -> [Entry] {
    var count = 0
    var bytes = 0
    var standsAlone: Bool?
    func takePrefix(of queue: inout FIFO<Entry>, upTo most: Int) -> [Entry] {
      queue.takePrefix { entry in
        guard count < most, bytes < limits.batchBytes, standsAlone ?? entry.standsAlone == entry.standsAlone
        else { return false }
        standsAlone = entry.standsAlone
        count += 1
        bytes += entry.size
        return true
      }
    }
    var entries = takePrefix(of: &connections[index].queue, upTo: limits.batch)
    if connections[index].kind == .reader {
      // Reads commit nothing: they gain by running beside each other.
      let idle = connections[readers].count { $0.state == .idle }
      entries += takePrefix(of: &readQueue, upTo: min(limits.batch, (readQueue.count + idle - 1) / max(idle, 1)))
    } else if !anyQueue.isEmpty {
      let idle = connections[..<laneCount].count { $0.state == .idle }
      let share = max(limits.share, (anyQueue.count + idle - 1) / idle)
      let free = takePrefix(of: &anyQueue, upTo: min(limits.batch, count + share))
      if entries.isEmpty { entries = free } else { entries += free }
    }
    waiting -= count
    waitingBytes -= bytes
    return entries
  }

  // MARK: Back

  /// Takes the outcome of the oldest segment that is out on a connection, at its Sync.
  ///
  /// - Parameter commit: How the commit itself ended when it raised; nobody is to blame for it unless the segment has
  ///   one statement.
  /// - Returns: The segment's statements, each with what is to be done for its caller.
  mutating func settle(
    _ index: Int, _ outcomes: [Outcome], commit: Outcome = .succeeded
  ) -> [(entry: Entry, decision: Decision)] {
    let start = connections[index].settled
    let segment = connections[index].sent.entries[start..<start + outcomes.count]
    connections[index].settled += outcomes.count
    let isWhole = commit == .succeeded && outcomes.allSatisfy { $0 == .succeeded }
    let culprit = segment.count == 1 && commit != .succeeded ? commit : nil
    var settled: [(entry: Entry, decision: Decision)] = []
    settled.reserveCapacity(segment.count)
    for (entry, outcome) in zip(segment, outcomes) {
      let decision = isWhole ? .deliver : decide(entry, culprit ?? outcome)
      if decision == .replay { connections[index].replays.append(entry) }
      settled.append((entry, decision))
    }
    if connections[index].settled == connections[index].sent.entries.count {
      connections[index].sent = Batch(entries: [], syncEach: false)
      connections[index].settled = 0
      connections[index].state = .idle
    }
    return settled
  }

  func decide(_ entry: Entry, _ outcome: Outcome) -> Decision {
    switch outcome {
    case .raised: .deliver
    case .raisedPassingly: entry.tries < limits.tries ? .replay : .deliver
    // Rolled back with the one that raised; its own tries don't count against it.
    case .succeeded, .skipped: .replay
    }
  }
}
