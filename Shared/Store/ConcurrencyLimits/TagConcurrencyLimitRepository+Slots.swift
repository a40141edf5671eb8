public import Models
internal import Postgres
internal import Values

extension TagConcurrencyLimitRepository {
  /// Takes a slot of each tag for a task run, or of none. Tags without a limit are left out.
  ///
  /// - Throws: `locked`, at once for good where a limit is 0.
  public func take(_ request: TagSlotRequest) async throws -> [GrantedLimit] {
    let rows = try await database.run(
      TagConcurrencyLimitStatement.take,
      [.texts(request.tags), .uuid(request.taskRunID)] + terms.wait.values
        + [.uuid(.random()), .interval(SlotTerms.endless)])
    var asked: [String: [AskedLimit]] = [:]
    var isTaken = true
    for row in rows {
      var reader = row.reader()
      let id = try reader.uuid()
      let tag = try reader.text()
      let granted = GrantedLimit(id: id, name: tag, limit: try reader.int())
      let isModern = try reader.bool()
      let limit = AskedLimit(granted: granted, isModern: isModern, counts: try reader.bool(), isFree: try reader.bool())
      isTaken = try reader.bool()
      asked[tag, default: []].append(limit)
    }
    var seen: Set<String> = []
    let inOrder = request.tags.filter { seen.insert($0).inserted }.flatMap { asked[$0] ?? [] }
    guard isTaken else { throw refusal(of: inOrder) }
    let counting = inOrder.filter(\.counts)
    return (counting.filter(\.isModern) + counting.filter { !$0.isModern }).map(\.granted)
  }

  /// Why slots were not granted.
  private func refusal(of limits: [AskedLimit]) -> DomainError {
    if let none = limits.first(where: { $0.granted.limit == 0 }) {
      return .locked(
        "The concurrency limit on tag \"\(none.granted.name)\" is 0 and will deadlock if the task tries to run again.",
        retryAfter: nil)
    }
    let full = limits.first { $0.counts && !$0.isFree }
    return .locked(
      "Concurrency limit for the \(full?.granted.name ?? "") tag has been reached",
      retryAfter: terms.wait.tagMaximum.inSeconds)
  }

  /// Gives back what a task run holds of the tags.
  ///
  /// - Returns: The limits, under their full names, whether the run held them or not.
  public func giveBack(_ request: TagSlotRequest) async throws -> [GrantedLimit] {
    try await database.run(
      TagConcurrencyLimitStatement.giveBack,
      [.texts(request.tags), .uuid(request.taskRunID)] + terms.wait.values
    ).map { row throws(DatabaseError) in
      var reader = row.reader()
      return GrantedLimit(id: try reader.uuid(), name: try reader.text(), limit: try reader.int())
    }
  }
}

/// A limit of a tag that was asked for a slot, as it was then.
private struct AskedLimit {
  var granted: GrantedLimit
  var isModern: Bool
  /// Whether it is the one that counts for its tag.
  var counts: Bool
  var isFree: Bool
}
