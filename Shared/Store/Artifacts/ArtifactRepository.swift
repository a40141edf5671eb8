internal import JSON
public import Models
public import Postgres
public import Values

/// Artifacts and their collections in the database. Each change, what it does to the collection of its key, and the event
/// of that are one statement.
public struct ArtifactRepository: Sendable {
  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Makes an artifact; with a key it becomes the latest of its collection.
  public func create(_ new: ArtifactCreate) async throws -> Artifact {
    guard let key = new.content.key else {
      let now = clock.now()
      let artifact = Artifact(id: .random(), created: now, updated: now, content: new.content)
      _ = try await database.run(ArtifactStatement.insert, artifact.values, on: .key(artifact.id))
      return artifact
    }
    for _ in 0..<OptimisticWrite.maximumTries {
      let now = clock.now()
      let artifact = Artifact(id: .random(), created: now, updated: now, content: new.content)
      if try await insert(artifact, into: collection(key), at: now) { return artifact }
    }
    throw DatabaseError.conflictRetry("the collection of \(key) was changed by others again and again")
  }

  /// - Returns: Whether the collection was as it was read.
  private func insert(
    _ artifact: Artifact, into collection: ArtifactCollection?, at now: Timestamp
  ) async throws -> Bool {
    guard let collection else {
      let new = ArtifactCollection(
        id: .random(), created: now, updated: now, latestID: artifact.id, content: artifact.content)
      return try await !database.run(
        ArtifactStatement.insertFirst,
        artifact.values + [.uuid(new.id)]
          + EventWrite.values(for: [new.event("created", at: now)], received: now), on: .key(new.id)
      ).isEmpty
    }
    // `updated` is what guards the row, so it has to move.
    guard now > collection.updated else { return false }
    var changed = collection
    changed.latestID = artifact.id
    changed.content = artifact.content
    return try await !database.run(
      ArtifactStatement.insertNext,
      artifact.values + [.uuid(collection.id), .timestamp(collection.updated)]
        + EventWrite.values(for: [changed.event("updated", at: now)], received: now), on: .key(collection.id)
    ).isEmpty
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> Artifact {
    guard let row = try await database.run(ArtifactStatement.read, [.uuid(id)], on: .read).first else {
      throw ArtifactRepository.notFound
    }
    return try Artifact(row: row)
  }

  /// - Throws: `notFound`.
  public func readCollection(_ key: String) async throws -> ArtifactCollection {
    guard let found = try await collection(key) else { throw ArtifactRepository.notFound }
    return found
  }

  private func collection(_ key: String) async throws -> ArtifactCollection? {
    try await database.run(ArtifactStatement.readCollection, [.text(key)], on: .read).first
      .map(ArtifactCollection.init(row:))
  }

  /// Changes what the update names and keeps the rest, in the collection too if this is its latest artifact.
  ///
  /// - Throws: `notFound`.
  public func update(_ id: UUID, _ update: ArtifactUpdate) async throws {
    let rows = try await database.run(
      ArtifactStatement.update,
      [
        .uuid(id), .timestamp(clock.now()), .bool(update.data.isPresent), .json(update.data.value?.bytes),
        .bool(update.description.isPresent), .text(update.description.value), .bool(update.metadata.isPresent),
        .json(update.metadata.value?.bytes),
      ], on: .key(id))
    if rows.isEmpty { throw ArtifactRepository.notFound }
  }

  /// Deletes an artifact. If it is the latest of its key, its collection turns to the one before, or goes with the last.
  ///
  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    for _ in 0..<OptimisticWrite.maximumTries {
      guard let row = try await database.run(ArtifactStatement.readForDelete, [.uuid(id)]).first else {
        throw ArtifactRepository.notFound
      }
      if try await delete(id, beside: ArtifactsAround(row: row)) { return }
    }
    throw DatabaseError.conflictRetry("the collection of artifact \(id) was changed by others again and again")
  }

  /// - Returns: Whether everything was as it was read.
  private func delete(_ id: UUID, beside around: ArtifactsAround) async throws -> Bool {
    let now = clock.now()
    guard var collection = around.collection else {
      return try await !database.run(ArtifactStatement.delete, [.uuid(id)], on: .key(id)).isEmpty
    }
    let guarded: [SQLValue] = [.uuid(id), .uuid(collection.id), .timestamp(collection.updated)]
    guard let previous = around.previous else {
      return try await !database.run(
        ArtifactStatement.deleteLast,
        guarded + EventWrite.values(for: [collection.event("deleted", at: now)], received: now),
        on: .key(collection.id)
      ).isEmpty
    }
    collection.latestID = previous.id
    collection.content = previous.content
    return try await !database.run(
      ArtifactStatement.deleteLatest,
      guarded + [.uuid(previous.id)]
        + EventWrite.values(for: [collection.event("updated", at: now)], received: now), on: .key(collection.id)
    ).isEmpty
  }

  private static let notFound = DomainError.notFound("Artifact not found.")
}

/// What the deletion of an artifact touches.
private struct ArtifactsAround {
  /// The collection that it is the latest of.
  var collection: ArtifactCollection?
  /// The artifact of the same key that came before it.
  var previous: Artifact?

  /// Reads `ArtifactStatement.readForDelete`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    let hasCollection = try reader.bool()
    let hasPrevious = try reader.bool()
    guard hasCollection else { return }
    collection = try reader.artifactCollection()
    if hasPrevious { previous = try reader.artifact() }
  }
}

extension Artifact {
  /// The first values of the statements that insert one.
  fileprivate var values: [SQLValue] { [.uuid(id), .timestamp(created)] + content.values }
}
