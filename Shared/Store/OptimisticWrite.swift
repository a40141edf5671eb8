internal import JSON
internal import Postgres
internal import Values

/// Changes that are decided on what was read, and written only if it still holds.
enum OptimisticWrite {
  /// How often a lost race is run again before the client is told to come back.
  static let maximumTries = 16

  /// Reads an object and writes it guarded by its `updated`; whoever loses a race reads again.
  ///
  /// - Parameters:
  ///   - write: Gets the object and the moment to write as `updated`; no row means that the object was changed meanwhile.
  static func change<Object>(
    _ read: () async throws -> Object, updated: (Object) -> Timestamp, clock: WallClock,
    write: (Object, Timestamp) async throws -> Rows
  ) async throws {
    for _ in 0..<maximumTries {
      let object = try await read()
      // `updated` is what guards the row, so it has to move.
      let now = max(clock.now(), updated(object) + .microseconds(1))
      if try await !write(object, now).isEmpty { return }
    }
    throw DatabaseError.conflictRetry("\(Object.self) was changed by others again and again")
  }
}

extension [String] {
  /// A JSON array of the strings.
  var json: [UInt8] { RawJSON { $0.strings(self) }.bytes }
}
