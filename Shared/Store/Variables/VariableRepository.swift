internal import JSON
public import Models
public import Postgres
public import Values

/// Variables in the database. Each change and its event are one statement.
public struct VariableRepository: Sendable {
  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// - Throws: `conflict` when the name is taken.
  public func create(_ new: VariableCreate) async throws -> Variable {
    let now = clock.now()
    let variable = Variable(
      id: .random(), created: now, updated: now, name: new.name, value: new.value, tags: new.tags)
    let rows = try await database.run(
      VariableStatement.insert,
      [
        .uuid(variable.id), .timestamp(now), .text(variable.name), .jsonb(variable.value.bytes),
        .jsonb(variable.tags.json),
      ]
        + event("created", variable, at: now), on: .key(variable.id))
    guard !rows.isEmpty else {
      throw DomainError.conflict("A variable with the name '\(new.name)' already exists.")
    }
    return variable
  }

  /// - Throws: `notFound`.
  public func read(_ key: VariableKey) async throws -> Variable {
    let rows =
      switch key {
      case .id(let id): try await database.run(VariableStatement.readByID, [.uuid(id)], on: .read)
      case .name(let name): try await database.run(VariableStatement.readByName, [.text(name)], on: .read)
      }
    guard let row = rows.first else { throw DomainError.notFound("Variable not found.") }
    return try Variable(row: row)
  }

  /// Changes what the update names and keeps the rest.
  ///
  /// - Throws: `notFound`; `integrity` when the new name is taken, or for null where the column takes none.
  public func update(_ key: VariableKey, _ update: VariableUpdate) async throws {
    try await OptimisticWrite.change({ try await read(key) }, updated: \.updated, clock: clock) { variable, now in
      var changed = variable
      changed.updated = now
      switch update.name {
      case .absent: break
      case .null: throw DomainError.integrity
      case .value(let name): changed.name = name
      }
      if case .value(let value) = update.value { changed.value = value }
      switch update.tags {
      case .absent: break
      case .null: throw DomainError.integrity
      case .value(let tags): changed.tags = tags
      }
      return try await database.run(
        VariableStatement.update,
        [
          .uuid(variable.id), .timestamp(variable.updated), .timestamp(now), .text(changed.name),
          .jsonb(changed.value.bytes), .jsonb(changed.tags.json),
        ] + event("updated", changed, at: now), on: .key(variable.id))
    }
  }

  /// - Throws: `notFound`.
  public func delete(_ key: VariableKey) async throws {
    try await OptimisticWrite.change({ try await read(key) }, updated: \.updated, clock: clock) { variable, now in
      try await database.run(
        VariableStatement.delete,
        [.uuid(variable.id), .timestamp(variable.updated)] + event("deleted", variable, at: now),
        on: .key(variable.id))
    }
  }

  private func event(_ verb: StaticString, _ variable: Variable, at moment: Timestamp) -> [SQLValue] {
    let event = EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.variable.\(verb)",
      resource: .init(kind: "prefect.variable", id: variable.id, role: "", name: variable.name),
      payload: RawJSON { writer in
        writer.beginObject()
        writer.key("name")
        writer.string(variable.name)
        writer.key("value")
        writer.raw(variable.value)
        writer.key("tags")
        writer.strings(variable.tags)
        writer.endObject()
      })
    return EventWrite.values(for: [event], received: moment)
  }
}

/// By what a variable is asked for.
public enum VariableKey: Sendable, Hashable {
  case id(UUID)
  case name(String)
}
