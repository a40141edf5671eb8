internal import Models
internal import Orchestration
internal import Postgres
internal import Values

/// The limits of a run's work queue and work pool.
///
/// Only runs of a queue or pool with a limit pay for them: one more read before the verdict, and a transaction that takes the
/// pool's lock for the write. A limit holds for any number of gateways and pollers, as every write that adds to the active
/// runs counts them first, behind that lock.
extension FlowRunRepository {
  /// The facts with what the queue's and the pool's limits count, if a proposal may be refused for their sake.
  func countingCapacity(_ facts: FlowRunFacts, for proposal: StateCreate) async throws -> FlowRunFacts {
    guard facts.hasQueueLimit, facts.becomesActive(by: proposal), let queue = facts.run.workQueueID
    else { return facts }
    var facts = facts
    facts.capacity = try await database.run(QueueCapacityStatement.read, [.uuid(queue)], on: .read).first.map { row in
      var reader = row.reader()
      return try reader.queueCapacity()
    }
    return facts
  }
}

extension Transaction {
  /// Whether the limits that an outcome counts towards have room, and keep it until the transaction ends.
  func hasRoom(for outcome: FlowRunTransition) async throws -> Bool {
    guard outcome.subject.takesCapacity, let capacity = outcome.subject.capacity else { return true }
    _ = try await run(QueueCapacityStatement.lock, [.text("\(capacity.poolID)")])
    guard let row = try await run(QueueCapacityStatement.read, [.uuid(capacity.queueID)]).first else { return true }
    var reader = row.reader()
    return try reader.queueCapacity().hasRoom
  }
}
