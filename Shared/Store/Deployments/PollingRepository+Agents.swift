public import Models
internal import Postgres
public import Values

extension PollingRepository {
  /// The runs that an agent may take from a queue, the first due first, within the limit of the queue.
  ///
  /// - Throws: `objectNotFound`.
  public func scheduledRuns(queue id: UUID, before: Timestamp?, limit: Int) async throws -> [FlowRun] {
    let now = clock.now()
    let values: [SQLValue] = [.uuid(id), .timestamp(before), .int8(Int64(limit))]
    let rows = try await database.run(PollingStatement.runsOfQueue, values, on: .bulk)
    guard let first = rows.first else { throw DomainError.objectNotFound("Work queue with id \(id) not found.") }
    var head = first.reader()
    let isOld = try head.bool()
    if isOld {
      return try await database.run(PollingStatement.runsOfOldQueue, values, on: .bulk).map { row in
        var reader = row.reader()
        return try reader.flowRun(at: now)
      }
    }
    guard try head.optionalUUID() != nil else { return [] }
    return try rows.map { row in
      var reader = row.reader()
      reader.skip()
      return try reader.flowRun(at: now)
    }
  }
}
