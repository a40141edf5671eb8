public import Models
internal import Postgres
public import Values

extension WorkQueueRepository {
  /// Who takes the slots of a queue, a page of them; runs that know the queue by its name only count too.
  ///
  /// - Throws: `notFound`.
  public func slots(of id: UUID, page: Page) async throws -> QueueSlots {
    let now = clock.now()
    let rows = try await database.run(
      SlotHolderStatement.ofQueue, [.uuid(id), .int8(Int64(page.limit)), .int8(Int64(page.offset))], on: .bulk)
    var slots: QueueSlots?
    for row in rows {
      var reader = row.reader()
      let name = try reader.text()
      let limit = try reader.optionalInt()
      let active = try reader.int()
      var known =
        slots
        ?? QueueSlots(
          queueID: id, queueName: name, activeSlots: active, concurrencyLimit: limit, holders: [])
      if let holder = try reader.slotHolder(at: now) { known.holders.append(holder) }
      slots = known
    }
    guard let slots else { throw DomainError.notFound("Work queue not found.") }
    return slots
  }
}
