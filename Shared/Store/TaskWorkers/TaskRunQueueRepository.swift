public import Models
public import Postgres
public import Values

/// The background task runs that wait for a task worker (contract §2.3, §3.4).
///
/// A run is delivered until a worker says that it has it, or until it is no longer scheduled. It is held by one worker at a
/// time, for as long as that is known to `TaskWorkerRepository`.
public struct TaskRunQueueRepository: Sendable {
  /// On which gateways are told that a run waits.
  public static let channel = TaskRunQueueWrite.channel

  private let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// A run that is a worker's to take.
  public struct Delivery: Sendable {
    /// Its place in the queue: what is said of this delivery has no effect on a later one.
    public let position: Int64
    public let run: TaskRun
  }

  /// How many runs wait under each key, counted no further than the bound given for it; keys without one are left out.
  public func waiting(_ bounds: [String: Int]) async throws(DatabaseError) -> [(key: String, count: Int)] {
    let keys = bounds.keys.sorted()
    let rows = try await database.run(
      TaskRunQueueStatement.waiting, [.texts(keys), .int8s(keys.map { Int64(bounds[$0] ?? 0) })], on: .read)
    return try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      return (try reader.text(), try reader.int())
    }
  }

  /// Gives a worker the next run under the first of its keys that has one: retries before the others, the oldest first.
  public func claim(for worker: UUID, taskKeys: [String]) async throws(DatabaseError) -> Delivery? {
    while true {
      let rows = try await database.run(
        TaskRunQueueStatement.claim, [.uuid(worker), .texts(taskKeys)], on: .key(worker))
      guard var reader = rows.first?.reader() else { return nil }
      let position = Int64(try reader.int())
      if try reader.bool() { return Delivery(position: position, run: try reader.taskRun(at: clock.now())) }
      try await remove(position, for: worker)
    }
  }

  /// Notes that a worker has a run that was delivered to it.
  public func remove(_ position: Int64, for worker: UUID) async throws(DatabaseError) {
    _ = try await database.run(TaskRunQueueStatement.remove, [.int8(position)], on: .key(worker))
  }

  /// Lets what was sent to workers that are known no more wait again.
  ///
  /// - Returns: How many runs.
  public func free() async throws(DatabaseError) -> Int {
    try await database.run(TaskRunQueueStatement.free, on: .bulk).count(column: 0)
  }

  /// Takes out runs that are not due any more though nothing took them out: their states came with events, or they were
  /// deleted with their flow run.
  ///
  /// - Parameters:
  ///   - position: Where to begin; nil for the front.
  ///   - count: How many are looked at.
  /// - Returns: Where to go on; nil when the end was reached.
  public func sweep(after position: Int64?, atMost count: Int) async throws(DatabaseError) -> Int64? {
    let rows = try await database.run(
      TaskRunQueueStatement.sweep, [.int8(position ?? 0), .int8(Int64(count))], on: .bulk)
    guard var reader = rows.first?.reader() else { return nil }
    return try reader.optionalInt().map { Int64($0) }
  }
}
