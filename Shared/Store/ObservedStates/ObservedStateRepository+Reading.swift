internal import Postgres
internal import Values

extension ObservedStateRepository {
  /// How often a pass is due.
  public static let passInterval = Duration.seconds(5)
  /// How long after the last reading of a table the next one begins.
  static let readingInterval = Duration.seconds(86_400)

  /// Adds the latest states of the large tables of states, and continues the reading that is in progress or due.
  public func pass() async throws {
    for source in ObservedStateSource.allCases {
      let started = ContinuousClock.now
      guard var reading = try await addLatest(source) else { continue }
      while reading.isInProgress {
        let limit = reading.isFirst ? firstReadingTime : readingTime
        guard .now - started < limit else { break }
        try Task.checkCancellation()
        guard let next = try await readBlocks(source) else { break }
        reading = next
      }
    }
  }

  /// - Returns: Nil for a small table, and while another replica reads it.
  private func addLatest(_ source: ObservedStateSource) async throws -> ObservedStateReading? {
    try await inReading(source) { reading, transaction in
      if reading.hasLatest {
        _ = try await transaction.run(source.addLatest, [.text(source.rawValue), .int4(reading.number)])
      }
      _ = try await transaction.run(ObservedStateStatement.noteLatest, [.text(source.rawValue)])
      return reading
    }
  }

  /// Reads the next blocks.
  private func readBlocks(_ source: ObservedStateSource) async throws -> ObservedStateReading? {
    try await inReading(source) { reading, transaction in
      guard reading.isInProgress else { return reading }
      var reading = reading
      let first = reading.nextBlock ?? 0
      let end = first + blocksAtOnce
      _ = try await transaction.run(
        source.addBlocks,
        [.text(source.rawValue), .int4(reading.number), .text("(\(first),0)"), .text("(\(end),0)")])
      if end < reading.blocks {
        reading.nextBlock = end
        _ = try await transaction.run(ObservedStateStatement.proceed, [.text(source.rawValue), .int8(end)])
      } else {
        _ = try await transaction.run(
          ObservedStateStatement.complete, [.text(source.rawValue), .int4(reading.number)])
        reading.isInProgress = false
      }
      return reading
    }
  }

  private func inReading(
    _ source: ObservedStateSource,
    _ body: @Sendable (ObservedStateReading, Transaction) async throws -> ObservedStateReading
  ) async throws -> ObservedStateReading? {
    try await database.session { session in
      try await session.transaction { transaction in
        let rows = try await transaction.run(
          ObservedStateStatement.begin, [.text(source.rawValue), .interval(ObservedStateRepository.readingInterval)])
        guard let row = rows.first, case let reading = try ObservedStateReading(row: row), reading.blocks > blocksAtOnce
        else { return nil }
        return try await body(reading, transaction)
      }
    }
  }
}

/// How far a table of states has been read.
private struct ObservedStateReading {
  /// Of the reading in progress, or of the last one.
  var number: Int32
  /// Whether none has been completed.
  var isFirst: Bool
  /// Whether blocks are to be read.
  var isInProgress: Bool
  var nextBlock: Int64?
  /// Whether it is known which states were added before.
  var hasLatest: Bool
  /// How many blocks the table has.
  var blocks: Int64

  /// Reads the columns of `ObservedStateStatement.begin`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    let complete = Int32(try reader.int())
    isFirst = try reader.bool()
    let isDue = try reader.bool()
    nextBlock = try reader.optionalInt().map(Int64.init)
    hasLatest = try reader.bool()
    blocks = Int64(try reader.int())
    isInProgress = isDue || nextBlock != nil
    number = isInProgress ? complete + 1 : complete
  }
}
