public import Models
internal import Postgres
internal import Values

extension WorkPoolRepository {
  /// Who takes the slots of a pool, by its queues, a page of them.
  ///
  /// - Parameter holders: How many of a queue are named.
  /// - Throws: `notFound`.
  public func slots(of name: String, page: Page, holders: Int) async throws -> WorkPoolSlots {
    let now = clock.now()
    let rows = try await database.run(
      SlotHolderStatement.ofPool,
      [.text(name), .int8(Int64(page.limit)), .int8(Int64(page.offset)), .int8(Int64(holders))], on: .bulk)
    var slots: WorkPoolSlots?
    for row in rows {
      var reader = row.reader()
      let limit = try reader.optionalInt()
      let count = try reader.int()
      let active = try reader.int()
      var known = slots ?? WorkPoolSlots(activeSlots: active, concurrencyLimit: limit, queues: [], queueCount: count)
      try reader.readQueueSlots(into: &known.queues, at: now)
      slots = known
    }
    // The one sentence about pools that quotes the name so.
    guard let slots else { throw DomainError.notFound("Work pool '\(name)' not found.") }
    return slots
  }
}

extension RowReader {
  /// Reads the queue and the holder of a row of `SlotHolderStatement.ofPool`; rows of one queue follow each other.
  fileprivate mutating func readQueueSlots(into queues: inout [QueueSlots], at now: Timestamp) throws(DatabaseError) {
    guard let id = try optionalUUID() else { return }
    let name = try text()
    let limit = try optionalInt()
    let active = try int()
    if queues.last?.queueID != id {
      queues.append(
        QueueSlots(queueID: id, queueName: name, activeSlots: active, concurrencyLimit: limit, holders: []))
    }
    if let holder = try slotHolder(at: now) { queues[queues.count - 1].holders.append(holder) }
  }
}
