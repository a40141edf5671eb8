public import Models
public import Postgres
public import Triggers
public import Values

/// What the evaluation of some events, or of some moment, comes to. All of it happens, or nothing.
public struct TriggerStep: Sendable {
  /// The shares whose automations were evaluated.
  public var shares: [Int]
  /// How far the feed was read for them; nil if it was not.
  public var position: FeedPosition?
  public var before: TriggerMemory
  public var after: TriggerMemory
  public var events: [Event] = []
  public var actions: [TriggeredAction] = []
  /// Events that wait for others, and those that wait no longer.
  public var parked: [WaitingEvent] = []
  public var unparked: [(event: UUID, share: Int)] = []

  public init(shares: [Int], position: FeedPosition?, memory: TriggerMemory) {
    self.shares = shares
    self.position = position
    before = memory
    after = memory
  }

  /// Whether there is anything to write besides the position.
  public var hasEffects: Bool {
    before != after || !events.isEmpty || !actions.isEmpty || !parked.isEmpty || !unparked.isEmpty
  }
}

/// An evaluator no longer holds all the shares of a step: another took them when its term was over.
public struct TriggerSharesLost: Error {}

/// Writes the steps of evaluation: each in one transaction that checks first who holds the shares.
public struct TriggerStepRepository: Sendable {
  private let database: Database
  private let evaluator: UUID

  public init(database: Database, evaluator: UUID) {
    self.database = database
    self.evaluator = evaluator
  }

  /// - Throws: `TriggerSharesLost`; then nothing was written.
  public func write(_ step: TriggerStep, at now: Timestamp) async throws {
    try await perform(step, at: now)
  }

  /// Finds out whether a step can be written: does all of it, and takes it back.
  ///
  /// - Throws: What `write` would throw.
  public func rehearse(_ step: TriggerStep, at now: Timestamp) async throws {
    do { try await perform(step, at: now, isRehearsal: true) } catch is Rehearsed {}
  }

  /// Ends the transaction of a rehearsal.
  private struct Rehearsed: Error {}

  private func perform(_ step: TriggerStep, at now: Timestamp, isRehearsal: Bool = false) async throws {
    let shares = SQLValue.int4s(step.shares.map(Int32.init))
    let changes = MemoryChanges(from: step.before, to: step.after)
    try await database.transaction { transaction in
      let held = try await transaction.run(TriggerShareStatement.lock, [shares, .uuid(evaluator)])
      guard held.count == step.shares.count else { throw TriggerSharesLost() }
      if let position = step.position {
        _ = try await transaction.run(TriggerShareStatement.move, [shares, .jsonb(position.json)])
      }
      for (statement, values) in changes.statements { _ = try await transaction.run(statement, values) }
      try await transaction.emit(step.events.map(EmittedEvent.init), at: now)
      if !step.actions.isEmpty {
        _ = try await transaction.run(
          TriggeredActionStatement.insert, TriggeredActionRepository.values(of: step.actions))
      }
      try await transaction.note(waiting: step.parked, done: step.unparked)
      if isRehearsal { throw Rehearsed() }
    }
  }
}

/// The difference of what triggers remember, as statements.
struct MemoryChanges {
  private(set) var statements: [(Statement, [SQLValue])] = []

  init(from before: TriggerMemory, to after: TriggerMemory) {
    appendBuckets(before.buckets, after.buckets)
    appendHeld(before.held, after.held)
    appendFirings(before.childFirings, after.childFirings)
  }

  private mutating func append(_ statement: Statement, _ values: [SQLValue], unless isEmpty: Bool) {
    if !isEmpty { statements.append((statement, values)) }
  }

  private mutating func appendBuckets(_ before: [BucketKey: Bucket], _ after: [BucketKey: Bucket]) {
    let gone = before.keys.filter { after[$0] == nil }
    append(TriggerMemoryStatement.deleteBuckets, gone.columns, unless: gone.isEmpty)
    let changed = after.filter { before[$0.key] != $0.value }.sorted { $0.key.order < $1.key.order }
    let (keys, buckets) = (changed.map(\.key), changed.map(\.value))
    append(
      TriggerMemoryStatement.writeBuckets,
      keys.columns + [
        .timestamps(buckets.map(\.start)), .timestamps(buckets.map(\.end)),
        .int4s(buckets.map { Int32(clamping: $0.count) }),
        .optionalJSONBs(buckets.map { $0.lastEvent?.json }), .optionalTexts(buckets.map(\.lastOperation)),
        .optionalTimestamps(buckets.map(\.triggeredAt)),
      ], unless: changed.isEmpty)
  }

  private mutating func appendHeld(_ before: [BucketKey: [HeldEvent]], _ after: [BucketKey: [HeldEvent]]) {
    func difference(_ left: [BucketKey: [HeldEvent]], _ right: [BucketKey: [HeldEvent]]) -> [(BucketKey, HeldEvent)] {
      left.flatMap { key, events in
        let others = Set(right[key] ?? [])
        return events.filter { !others.contains($0) }.map { (key, $0) }
      }
    }
    let gone = difference(before, after)
    append(
      TriggerMemoryStatement.deleteHeld, gone.map(\.0).columns + [.uuids(gone.map(\.1.event))], unless: gone.isEmpty)
    let new = difference(after, before)
    append(
      TriggerMemoryStatement.writeHeld,
      new.map(\.0).columns + [.uuids(new.map(\.1.event)), .timestamps(new.map(\.1.occurred))], unless: new.isEmpty)
  }

  private mutating func appendFirings(_ before: [GroupKey: [UUID: Firing]], _ after: [GroupKey: [UUID: Firing]]) {
    let gone = before.flatMap { group, firings in
      firings.keys.filter { after[group]?[$0] == nil }.map { (group: group, child: $0) }
    }
    append(
      TriggerMemoryStatement.deleteChildFirings,
      [.uuids(gone.map(\.group.automation)), .uuids(gone.map(\.group.trigger)), .uuids(gone.map(\.child))],
      unless: gone.isEmpty)
    let new = after.flatMap { group, firings in
      firings.filter { before[group]?[$0.key] != $0.value }.map { (group: group, child: $0.key, firing: $0.value) }
    }
    append(
      TriggerMemoryStatement.writeChildFirings,
      [
        .uuids(new.map(\.group.automation)), .uuids(new.map(\.group.trigger)), .uuids(new.map(\.child)),
        .uuids(new.map(\.firing.id)), .timestamps(new.map(\.firing.triggered)), .jsonbs(new.map(\.firing.json)),
      ], unless: new.isEmpty)
  }
}

extension BucketKey {
  /// In which rows are written: two transactions that write the same ones take them in the same order.
  fileprivate var order: (UUID, UUID) { (trigger, automation) }
}
