public import Models
public import Postgres
public import Values

/// Slots of concurrency limits: taken, held by leases, given back. Each operation is one guarded statement.
public struct SlotRepository: Sendable {
  let database: Database
  private let wait: SlotWait

  public init(database: Database, wait: SlotWait = SlotWait()) {
    self.database = database
    self.wait = wait
  }

  /// Takes slots of all the limits, or of none. Names without a limit are left out.
  ///
  /// - Throws: `unprocessable` for more slots than a limit has, or for limits without decay in a rate limit; `locked` when
  ///   the slots are not free.
  public func take(_ request: SlotRequest) async throws -> [GrantedLimit] {
    try await take(request, lease: nil, leaseID: nil)
  }

  /// The same, until the lease is given back or expires.
  public func take(_ request: SlotRequest, lease: LeaseRequest) async throws -> GrantedLease {
    let id = UUID.random()
    return GrantedLease(id: id, limits: try await take(request, lease: lease, leaseID: id))
  }

  private func take(_ request: SlotRequest, lease: LeaseRequest?, leaseID: UUID?) async throws -> [GrantedLimit] {
    let rows = try await database.run(
      SlotStatement.take,
      [
        .texts(request.names), .int8(Int64(request.slots)), .bool(request.mode == .rateLimit),
      ] + wait.values + [
        .uuid(leaseID), .interval(lease?.duration), .text(lease?.holder?.type.rawValue), .uuid(lease?.holder?.id),
      ], on: .any)
    let outcome = try TakeOutcome(rows)
    switch outcome.verdict {
    case .taken: return outcome.limits.map(\.granted)
    case .tooMany: throw DomainError.unprocessable("Slots requested is greater than the limit")
    case .noDecay:
      let names = outcome.limits.filter { $0.isActive && $0.facts.slotDecayPerSecond == 0 }.map(\.granted.name)
      throw DomainError.unprocessable(
        "Only concurrency limits with slot decay can be used for rate limiting. "
          + "The following limits do not have a decay configured: '\(names.joined(separator: ","))'")
    case .locked:
      let mean = wait.mean(of: outcome.limits.filter(\.isActive).map(\.facts), slots: request.slots)
      var generator = SystemRandomNumberGenerator()
      throw DomainError.locked("Locked", retryAfter: ClampedPoisson.interval(mean: mean, using: &generator))
    }
  }

  /// Gives slots back by the names of their limits, whoever took them; no count falls below 0.
  public func giveBack(_ slots: SlotReturn) async throws -> [GrantedLimit] {
    let rows = try await database.run(
      SlotStatement.giveBackByName,
      wait.values + [.texts(slots.names), .int8(Int64(slots.slots)), .float8(slots.occupancySeconds)],
      on: .any)
    return try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      return GrantedLimit(id: try reader.uuid(), name: try reader.text(), limit: try reader.int())
    }
  }

  /// Ends a lease and gives its slots back. Only the first call for a lease does anything.
  public func endLease(_ id: UUID) async throws {
    _ = try await database.run(SlotStatement.endLease, wait.values + [.uuid(id)], on: .any)
  }

  /// Lets a lease last for so long from now.
  ///
  /// - Throws: `gone` when it is not there.
  public func renewLease(_ id: UUID, for duration: Duration) async throws {
    let rows = try await database.run(SlotStatement.renew, [.uuid(id), .interval(duration)], on: .key(id))
    guard !rows.isEmpty else {
      throw DomainError.gone("Lease not found - it may have expired or been revoked")
    }
  }

  /// Ends leases that nobody renewed in time, and gives their slots back. Each is ended once, however many replicas call.
  ///
  /// - Returns: How many were ended; fewer than the most when no more are due.
  public func endExpiredLeases(atMost most: Int) async throws -> Int {
    try await end(SlotStatement.endExpired, atMost: most)
  }

  /// Ends leases that outlived their runs, likewise.
  public func endAbandonedLeases(atMost most: Int) async throws -> Int {
    try await end(SlotStatement.endAbandoned, atMost: most)
  }

  private func end(_ statement: Statement, atMost most: Int) async throws -> Int {
    try await database.run(statement, wait.values + [.int8(Int64(most))], on: .bulk).count
  }
}

/// The rows of `SlotStatement.take`.
private struct TakeOutcome {
  enum Verdict: String {
    case taken, tooMany, noDecay, locked
  }

  struct Limit {
    var granted: GrantedLimit
    var isActive: Bool
    var facts: SlotWait.Limit
  }

  var verdict = Verdict.taken
  var limits: [Limit] = []

  init(_ rows: Rows) throws(DatabaseError) {
    for row in rows {
      var reader = row.reader()
      let text = try reader.text()
      guard let verdict = Verdict(rawValue: text) else { throw .decoding("a verdict is \(text)") }
      self.verdict = verdict
      // Without any limit there is one row with the verdict alone.
      guard let id = try reader.optionalUUID() else { continue }
      let name = try reader.text()
      let limit = try reader.int()
      limits.append(
        Limit(
          granted: GrantedLimit(id: id, name: name, limit: limit), isActive: try reader.bool(),
          facts: SlotWait.Limit(
            name: name, limit: limit, slotDecayPerSecond: try reader.double(),
            averageSlotOccupancySeconds: try reader.double(), deniedSlots: try reader.int())))
    }
  }
}
