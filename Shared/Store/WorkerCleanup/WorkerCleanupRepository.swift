internal import JSON
public import Postgres
public import Values

/// The messages by which workers are asked to tear down the infrastructure of runs that the server ended.
///
/// A message has one current delivery at a time, under a lease; it is delivered again until a worker says that it is done, a
/// bounded number of times.
public struct WorkerCleanupRepository: Sendable {
  /// On which gateways are told that messages wait.
  public static let channel = WorkerCleanupStatement.channel

  private let database: Database
  private let terms: WorkerCleanupTerms
  /// How far messages are counted.
  private static let countBound: Int64 = 100_000

  public init(database: Database, terms: WorkerCleanupTerms) {
    self.database = database
    self.terms = terms
  }

  /// Who messages are delivered to.
  public struct Recipient: Sendable {
    public let workPoolID: UUID
    public let consumerID: UUID
    public let workerName: String
    public let kinds: [String]
    public let workQueueIDs: [UUID]
    /// How many messages it takes at once.
    public let concurrency: Int

    public init(
      workPoolID: UUID, consumerID: UUID, workerName: String, kinds: [String], workQueueIDs: [UUID], concurrency: Int
    ) {
      self.workPoolID = workPoolID
      self.consumerID = consumerID
      self.workerName = workerName
      self.kinds = kinds
      self.workQueueIDs = workQueueIDs
      self.concurrency = concurrency
    }
  }

  /// For which of these pools messages wait, of which kinds.
  public func waiting(_ pools: [UUID]) async throws(DatabaseError) -> [UUID: Set<String>] {
    var waiting: [UUID: Set<String>] = [:]
    for row in try await database.run(WorkerCleanupStatement.waiting, [.uuids(pools)], on: .read) {
      var reader = row.reader()
      let pool = try reader.uuid()
      waiting[pool, default: []].insert(try reader.text())
    }
    return waiting
  }

  /// Delivers the next message to a worker; nil if there is none for it, or it has as many as it takes.
  ///
  /// - Parameter fromAnyQueue: Whether it may be one of a queue that the worker does not serve.
  public func claim(for recipient: Recipient, fromAnyQueue: Bool) async throws(DatabaseError) -> WorkerCleanupDelivery?
  {
    let token = "\(UUID.random())\(UUID.random())"
    let rows = try await database.run(
      WorkerCleanupStatement.claim,
      [
        .uuid(recipient.workPoolID), .uuid(recipient.consumerID), .text(recipient.workerName), .text(token),
        .interval(terms.lease), .texts(recipient.kinds), .uuids(recipient.workQueueIDs), .bool(fromAnyQueue),
        .int8(Int64(recipient.concurrency)), .int4(Int32(clamping: terms.maximumDeliveries)),
      ], on: .key(recipient.workPoolID))
    guard var reader = rows.first?.reader() else { return nil }
    return WorkerCleanupDelivery(
      messageID: try reader.uuid(), kind: try reader.text(), workQueueID: try reader.optionalUUID(),
      target: try reader.rawJSON(), data: try reader.rawJSON(), deliveries: try reader.int(), token: try reader.text(),
      leaseExpires: try reader.timestamp())
  }

  /// Does what a worker says about a message that was delivered to it.
  ///
  /// - Parameter reason: Why it is released.
  /// - Returns: How that ended, and until when a renewed lease lasts.
  public func operate(
    _ operation: WorkerCleanupOperation, on message: UUID, token: String, reason: String? = nil, workPoolID: UUID
  ) async throws(DatabaseError) -> (status: WorkerCleanupStatus, leaseExpires: Timestamp?) {
    let rows = try await database.run(
      WorkerCleanupStatement.operate,
      [
        .uuid(workPoolID), .uuid(message), .text(token), .text(operation.rawValue), .interval(terms.lease),
        .int4(Int32(clamping: terms.maximumDeliveries)), .text(reason),
      ], on: .key(workPoolID))
    guard var reader = rows.first?.reader() else { return (.notFound, nil) }
    let label = try reader.text()
    guard let status = WorkerCleanupStatus(rawValue: label) else { throw .decoding("unknown status \(label)") }
    return (status, try reader.optionalTimestamp())
  }

  /// Ends leases that are over: their messages wait again, or are set aside.
  ///
  /// - Parameter pools: Of which pools; nil for all.
  public func expire(of pools: [UUID]? = nil, limit: Int) async throws(DatabaseError) -> [WorkerCleanupMessage] {
    let rows = try await database.run(
      WorkerCleanupStatement.expire,
      [
        pools.map { .uuids($0) } ?? .null, .int4(Int32(clamping: terms.maximumDeliveries)), .int8(Int64(limit)),
      ], on: .bulk)
    return try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      return WorkerCleanupMessage(
        messageID: try reader.uuid(), kind: try reader.text(), workPoolID: try reader.uuid(),
        deliveries: try reader.int(), isDead: try reader.bool())
    }
  }

  /// Forgets what has ended for long enough, and messages of deleted pools.
  ///
  /// - Returns: How many.
  public func forget(limit: Int) async throws(DatabaseError) -> Int {
    try await database.run(
      WorkerCleanupStatement.forget,
      [.interval(terms.completedRetention), .interval(terms.deadRetention), .int8(Int64(limit))], on: .bulk
    ).count
  }

  /// How many messages wait, are delivered, or were set aside.
  public func count() async throws(DatabaseError) -> [(state: String, count: Int)] {
    try await database.run(WorkerCleanupStatement.count, [.int8(WorkerCleanupRepository.countBound)], on: .bulk)
      .map { row throws(DatabaseError) in
        var reader = row.reader()
        return (try reader.text(), try reader.int())
      }
  }
}

extension Transaction {
  /// Enqueues a message for the infrastructure of a run, in the transaction that writes the state which ends it. Enqueues
  /// nothing for a state that has a message already, and nothing that no worker could carry out.
  func enqueue(_ request: WorkerCleanupRequest, of flowRun: UUID, endedBy state: UUID) async throws(DatabaseError) {
    _ = try await run(
      WorkerCleanupStatement.enqueue,
      [
        .uuid(.random()), .text(request.kind.rawValue), .uuid(flowRun), .uuid(state), .jsonb(request.target.bytes),
      ])
  }
}
