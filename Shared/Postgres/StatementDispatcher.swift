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
///
/// Each kind of statement has connections of its own. While all of those are away, the lanes serve it, or whatever
/// connection is there: one is enough for all kinds.
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
    /// Somebody has it for a transaction or a session.
    case lent
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
    /// Whether what it sent last came from the bulk queue: one that serves other queues too takes turns.
    var servedBulk = false

    /// Whether it is connected.
    var isLive: Bool { takesStatements || state == .lent }

    /// Whether it runs what is submitted, now or soon.
    var takesStatements: Bool { state == .idle || state == .busy }
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

  /// The lanes are the first connections, then come the readers, then the bulk connections.
  init(lanes: Int, readers: Int = 0, bulk: Int, limits: Limits) {
    precondition(lanes > 0, "a dispatcher has one lane at least")
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

  /// Whether statements can be sent now.
  var isAvailable: Bool { connections.contains { $0.isLive } }

  /// How many connections are there.
  var liveCount: Int { connections.count { $0.isLive } }

  /// Whether nothing waits and nothing is out.
  var isQuiet: Bool {
    waiting == 0 && bulkQueue.isEmpty
      && connections.allSatisfy { $0.state != .busy && $0.state != .lent && $0.replays.isEmpty }
  }

  // MARK: In

  /// Queues a statement for the connection of its lane.
  mutating func submit(_ entry: Entry) throws(Refusal) {
    guard waitingBytes + entry.size <= limits.waitingBytes || waitingBytes == 0 else { throw .overloaded }
    guard connections.contains(where: { $0.state != .away }) else { throw .away }
    if entry.lane == .bulk {
      guard bulkQueue.count < limits.waitingBulk else { throw .overloaded }
      bulkQueue.append(entry)
    } else {
      guard waiting < limits.waiting else { throw .overloaded }
      enqueue(entry)
      waiting += 1
    }
    waitingBytes += entry.size
  }

  /// Puts a statement that is not of the bulk lane into the queue from which it will be taken.
  mutating func enqueue(_ entry: Entry) {
    if let target = target(of: entry.lane) {
      connections[target].queue.append(entry)
    } else if entry.lane == .read, readerCount > 0, !isAway(.reader) || !isAvailable {
      readQueue.append(entry)
    } else {
      anyQueue.append(entry)
    }
  }

  /// The connection of a key; nil where any will do. While its own lane is away, another that is there stands in.
  func target(of lane: Lane) -> Int? {
    guard case .key(let key) = lane else { return nil }
    let mixed = ((key.high ^ key.low) &* 0x9E37_79B9_7F4A_7C15) >> 32
    let own = Int(mixed % UInt64(laneCount))
    if connections[own].takesStatements { return own }
    let live = connections.indices.filter { connections[$0].takesStatements && serves($0, .lane) }
    return live.isEmpty ? own : live[Int(mixed / UInt64(laneCount) % UInt64(live.count))]
  }

  /// Whether no connection of a kind is there or expected back soon. Nobody knows how long one is lent: its borrower may wait
  /// for a statement that is meant for it.
  func isAway(_ kind: Kind) -> Bool {
    !connections.contains { $0.kind == kind && $0.state != .away && $0.state != .lent }
  }

  /// Whether a connection takes statements that are meant for connections of a kind.
  func serves(_ index: Int, _ kind: Kind) -> Bool {
    if connections[index].kind == kind { return true }
    return isAway(kind) && (connections[index].kind == .lane || isAway(.lane))
  }

  // MARK: Out

  /// What is to be sent on a connection now; it is busy then.
  mutating func take(_ index: Int) -> Batch? {
    guard connections[index].state == .idle else { return nil }
    var batch: Batch
    if !connections[index].replays.isEmpty {
      batch = Batch(entries: connections[index].replays, syncEach: true)
      connections[index].replays = []
    } else if let entry = takeBulk(index) {
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

  private mutating func takeBulk(_ index: Int) -> Entry? {
    guard serves(index, .bulk), !bulkQueue.isEmpty else { return nil }
    let hasOthers = !connections[index].queue.isEmpty || (serves(index, .lane) && !anyQueue.isEmpty)
    connections[index].servedBulk = !(connections[index].servedBulk && hasOthers)
    return connections[index].servedBulk ? bulkQueue.popFirst() : nil
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
    }
    if !anyQueue.isEmpty, serves(index, .lane) {
      let idle = connections.indices.count { connections[$0].state == .idle && serves($0, .lane) }
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
