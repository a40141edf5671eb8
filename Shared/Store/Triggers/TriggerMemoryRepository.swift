public import Models
public import Postgres
public import Triggers
public import Values

/// Reads what triggers remember. The reader holds the shares of the automations, so nobody else changes it meanwhile.
public struct TriggerMemoryRepository: Sendable {
  let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// What is remembered under some keys; what is not in the database is not in the answer.
  public func load(
    buckets: Set<BucketKey>, held: Set<BucketKey>, groups: Set<GroupKey>
  ) async throws -> TriggerMemory {
    var memory = TriggerMemory()
    if !buckets.isEmpty {
      let rows = try await database.run(TriggerMemoryStatement.buckets, buckets.columns, on: .bulk)
      try read(rows, into: &memory)
    }
    if !held.isEmpty {
      for row in try await database.run(TriggerMemoryStatement.held, held.columns, on: .bulk) {
        var reader = row.reader()
        let key = try reader.bucketKey()
        memory.held[key, default: []].append(
          HeldEvent(event: try reader.uuid(), occurred: try reader.timestamp()))
      }
    }
    if !groups.isEmpty {
      let rows = try await database.run(
        TriggerMemoryStatement.childFirings, [.uuids(groups.map(\.automation)), .uuids(groups.map(\.trigger))],
        on: .bulk)
      try readFirings(rows, into: &memory)
    }
    return memory
  }

  /// The buckets that a proactive evaluation of some triggers changes.
  ///
  /// - Parameters:
  ///   - triggers: Each with its automation.
  ///   - held: Keys whose held events are asked for as well.
  ///   - limit: The most that is read of each trigger; then there are more.
  public func loadDue(
    _ triggers: [(automation: UUID, trigger: EventTrigger)], held: Set<BucketKey>, groups: Set<GroupKey>,
    asOf: Timestamp,
    limit: Int
  ) async throws -> TriggerMemory {
    var memory = try await load(buckets: [], held: held, groups: groups)
    let rows = try await database.run(
      TriggerMemoryStatement.dueBuckets,
      [
        .uuids(triggers.map(\.automation)), .uuids(triggers.map(\.trigger.id)),
        .int8s(triggers.map { Int64($0.trigger.threshold) }), .timestamp(asOf), .int8(Int64(limit)),
      ], on: .bulk)
    try read(rows, into: &memory)
    return memory
  }

  /// When the next bucket of each trigger ends, by the trigger's id.
  public func nextEnds(
    _ triggers: [(automation: UUID, trigger: EventTrigger)], after moment: Timestamp
  ) async throws -> [UUID: Timestamp] {
    let rows = try await database.run(
      TriggerMemoryStatement.nextEnds,
      [.uuids(triggers.map(\.automation)), .uuids(triggers.map(\.trigger.id)), .timestamp(moment)], on: .bulk)
    var ends: [UUID: Timestamp] = [:]
    for row in rows {
      var reader = row.reader()
      ends[try reader.uuid()] = try reader.timestamp()
    }
    return ends
  }

  private func read(_ rows: Rows, into memory: inout TriggerMemory) throws(DatabaseError) {
    for row in rows {
      var reader = row.reader()
      memory.buckets[try reader.bucketKey()] = try reader.bucket()
    }
  }

  private func readFirings(_ rows: Rows, into memory: inout TriggerMemory) throws(DatabaseError) {
    for row in rows {
      var reader = row.reader()
      let group = GroupKey(automation: try reader.uuid(), trigger: try reader.uuid())
      let child = try reader.uuid()
      // One that another program wrote in a form that we do not know counts as none.
      if let firing = Firing(stored: try reader.jsonb()) { memory.childFirings[group, default: [:]][child] = firing }
    }
  }

  // MARK: Upkeep

  /// Deletes what nothing will ask for again, of the automations of some shares.
  ///
  /// - Parameters:
  ///   - ended: When the buckets ended at the latest.
  ///   - now: The moment up to which the feed was evaluated.
  ///   - retention: How long held events are kept.
  ///   - groups: All compound and sequence triggers of these automations.
  ///   - metrics: All metric triggers of these automations.
  public func sweep(
    shares: [Int], ended: Timestamp, now: Timestamp, retention: Duration, groups: [UUID], metrics: [UUID]
  ) async throws {
    let shares = SQLValue.int4s(shares.map(Int32.init))
    _ = try await database.run(
      TriggerMemoryStatement.sweepBuckets, [shares, .timestamp(ended), .timestamp(.lastWritten), .uuids(metrics)],
      on: .bulk)
    _ = try await database.run(
      TriggerMemoryStatement.sweepHeld, [shares, .timestamp(now - retention), .timestamp(now)], on: .bulk)
    _ = try await database.run(
      TriggerMemoryStatement.sweepChildFirings, [shares, .timestamp(now - .seconds(3600)), .uuids(groups)], on: .bulk)
  }
}
