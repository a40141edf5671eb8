internal import JSON
public import Models
public import Postgres
public import Values

/// Flows in the database. Each change and its event are one statement.
public struct FlowRepository: Sendable {
  let database: Database
  let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Makes a flow, or finds the one of that name, whose tags and labels stay as they are.
  public func upsert(_ new: FlowCreate) async throws -> (flow: Flow, isNew: Bool) {
    // Most clients ask for a flow that is there: a read is cheaper than an insert that does nothing.
    if let row = try await database.run(FlowStatement.readByName, [.text(new.name)], on: .read).first {
      return (try Flow(row: row), false)
    }
    let now = clock.now()
    var flow = Flow(
      id: .random(), created: now, updated: now, name: new.name, tags: new.tags, labels: new.labels)
    let rows = try await database.run(
      FlowStatement.insert,
      [.uuid(flow.id), .timestamp(now), .text(flow.name), .jsonb(flow.tags.json), .jsonb(flow.labels?.bytes)]
        + values("created", flow, at: now), on: .key(flow.id))
    guard let row = rows.first else { return (try await read(name: new.name), false) }
    // Labels are answered as the database spells them.
    var reader = row.reader()
    flow.labels = try reader.optionalRawJSON()
    return (flow, true)
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> Flow {
    try found(await database.run(FlowStatement.read, [.uuid(id)], on: .read))
  }

  /// - Throws: `notFound`.
  public func read(name: String) async throws -> Flow {
    try found(await database.run(FlowStatement.readByName, [.text(name)], on: .read))
  }

  private func found(_ rows: Rows) throws -> Flow {
    guard let row = rows.first else { throw DomainError.notFound("Flow not found") }
    return try Flow(row: row)
  }

  /// - Throws: `notFound`.
  public func update(_ id: UUID, _ update: FlowUpdate) async throws {
    try await OptimisticWrite.change({ try await read(id) }, updated: \.updated, clock: clock) { flow, now in
      var changed = flow
      if case .value(let tags) = update.tags { changed.tags = tags }
      return try await database.run(
        FlowStatement.update,
        [.uuid(id), .timestamp(flow.updated), .timestamp(now), .jsonb(changed.tags.json)]
          + values("updated", changed, at: now), on: .key(id))
    }
  }

  /// Deletes a flow with its runs and deployments.
  ///
  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    try await OptimisticWrite.change({ try await read(id) }, updated: \.updated, clock: clock) { flow, now in
      try await database.run(
        FlowStatement.delete, [.uuid(id), .timestamp(flow.updated)] + values("deleted", flow, at: now), on: .key(id))
    }
  }

  private func values(_ verb: StaticString, _ flow: Flow, at moment: Timestamp) -> [SQLValue] {
    EventWrite.values(for: [event(verb, flow, at: moment)], received: moment)
  }

  func event(_ verb: StaticString, _ flow: Flow, at moment: Timestamp) -> EmittedEvent {
    EmittedEvent(
      id: .timeOrdered(at: moment), occurred: moment, event: "prefect.flow.\(verb)",
      resource: .init(kind: "prefect.flow", id: flow.id, role: "", name: flow.name),
      payload: RawJSON { writer in
        writer.beginObject()
        writer.key("name")
        writer.string(flow.name)
        writer.key("tags")
        writer.strings(flow.tags)
        writer.key("labels")
        writer.raw(flow.labels)
        writer.endObject()
      })
  }
}
