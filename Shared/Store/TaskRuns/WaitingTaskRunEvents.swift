internal import JSON
public import Models
public import Postgres
public import Values

/// Task-run events that wait for their flow run (contract §4.11): they are tried again with growing delays, and given up
/// after a time.
public struct WaitingTaskRunEvents: Sendable {
  private let database: Database
  private let limits: ModelLimits
  private let clock: WallClock

  public init(database: Database, limits: ModelLimits, clock: WallClock = .system) {
    self.database = database
    self.limits = limits
    self.clock = clock
  }

  /// What one batch came to.
  public struct Outcome: Sendable {
    /// How many were due and taken up.
    public var taken: Int
    /// Those that were given up.
    public var dropped: [UUID]
  }

  /// Takes up those that are due, a batch of them; other replicas take others.
  ///
  /// - Parameter patience: How long after its receipt an event is given up.
  public func retry(atMost count: Int, patience: Duration) async throws -> Outcome {
    do {
      return try await attempt(atMost: count, patience: patience)
    } catch DatabaseError.unavailable(let reason) {
      throw DatabaseError.unavailable(reason)
    } catch let error as DatabaseError {
      guard count > 1 else {
        // What can't be recorded must not stand before the others.
        _ = try await database.run(WaitingTaskRunEventStatement.putOff)
        throw error
      }
    }
    // One of them is at fault: each alone.
    var outcome = Outcome(taken: 0, dropped: [])
    for _ in 0..<count {
      do {
        let single = try await retry(atMost: 1, patience: patience)
        if single.taken == 0 { break }
        outcome.taken += single.taken
        outcome.dropped += single.dropped
      } catch DatabaseError.unavailable(let reason) {
        throw DatabaseError.unavailable(reason)
      } catch is DatabaseError {
        outcome.taken += 1
      }
    }
    return outcome
  }

  private func attempt(atMost count: Int, patience: Duration) async throws -> Outcome {
    guard try await !database.run(WaitingTaskRunEventStatement.due).isEmpty else {
      return Outcome(taken: 0, dropped: [])
    }
    return try await database.transaction { transaction in
      let due = try await transaction.run(
        WaitingTaskRunEventStatement.claim, [.int8(Int64(count)), .timestamp(clock.now() - patience)])
      var outcome = Outcome(taken: due.count, dropped: [])
      var events: [IngestedEvent] = []
      var finished: [UUID] = []
      for row in due {
        var reader = row.reader()
        let id = try reader.uuid()
        let received = try reader.timestamp()
        let isExpired = try reader.bool()
        let event = try reader.isNull() ? nil : StoredEvent(reader: &reader).event
        guard !isExpired, let event, let ingested = record(event, received: received) else {
          outcome.dropped.append(id)
          finished.append(id)
          continue
        }
        events.append(ingested)
      }
      let batch = TaskRunRecordBatch(events)
      var unrecorded = Set(batch.postponed.map(\.id))
      if !batch.groups.isEmpty {
        for row in try await transaction.run(
          EventIngestStatement.recordTaskRunsPlanned, TaskRunRecording.values(batch.groups))
        {
          var reader = row.reader()
          unrecorded.insert(try reader.uuid())
        }
      }
      finished += events.map(\.id).filter { !unrecorded.contains($0) }
      if !finished.isEmpty {
        _ = try await transaction.run(WaitingTaskRunEventStatement.delete, [.uuids(finished)])
      }
      return outcome
    }
  }

  private func record(_ event: Event, received: Timestamp) -> IngestedEvent? {
    guard let payload = event.payload.document()?.root,
      let record = try? TaskRunRecord(event, payload: payload, limits: limits)
    else { return nil }
    return IngestedEvent(event, received: received, taskRun: record)
  }
}
