internal import JSON
public import Models
public import Postgres
public import Values

/// Automations in the database. Each change, the resources that it names and its event are one statement.
public struct AutomationRepository: Sendable {
  let database: Database
  private let clock: WallClock
  let blocks: BlockValueReader

  public init(database: Database, clock: WallClock = .system, blocks: BlockValueReader = .unavailable) {
    self.database = database
    self.clock = clock
    self.blocks = blocks
  }

  /// - Throws: `notFound` for a deployment that is to run with job variables; `unprocessable` for ones that its pool's
  ///   template refuses.
  public func create(_ new: AutomationCreate) async throws -> Automation {
    try await checkJobVariables(of: new.content.actions, evenNone: false)
    let now = clock.now()
    let content = new.content
    let automation = Automation(
      id: .random(), created: now, updated: now, name: content.name, about: content.about ?? "",
      isEnabled: content.isEnabled ?? true, tags: content.tags ?? [],
      trigger: Automation.text(of: content.trigger), actions: Automation.text(of: content.actions),
      actionsOnTrigger: Automation.text(of: content.actionsOnTrigger ?? []),
      actionsOnResolve: Automation.text(of: content.actionsOnResolve ?? []))
    var resources = content.deployments.map { (id: $0, isOwner: $0 == new.owner) }
    if !new.owner.isEmpty, !content.deployments.contains(new.owner) { resources.append((new.owner, true)) }
    _ = try await database.run(
      AutomationStatement.insert,
      [.uuid(automation.id), .timestamp(now), .timestamp(now)] + automation.values
        + [.texts(resources.map(\.id)), .bools(resources.map(\.isOwner))] + automation.event("created", at: now),
      on: .key(automation.id))
    return automation
  }

  /// - Throws: `objectNotFound`.
  public func read(_ id: UUID) async throws -> Automation {
    guard let row = try await database.run(AutomationStatement.read, [.uuid(id)], on: .read).first else {
      throw DomainError.objectNotFound("Automation not found")
    }
    return try Automation(row: row)
  }

  /// Writes what the update names and keeps the rest. A trigger that is written as it was keeps its ids, and so what it
  /// remembers.
  ///
  /// - Throws: `objectNotFound`; what `create` throws.
  public func update(_ id: UUID, _ update: AutomationUpdate) async throws {
    try await checkJobVariables(of: update.actions, evenNone: true)
    let trigger = Automation.text(of: update.trigger)
    try await OptimisticWrite.change({ try await read(id) }, updated: \.updated, clock: clock) { old, now in
      var automation = old
      automation.updated = now
      automation.name = update.name
      automation.about = update.about ?? old.about
      automation.isEnabled = update.isEnabled ?? old.isEnabled
      automation.tags = update.tags ?? old.tags
      automation.trigger = Automation.isSame(update.trigger, as: old.trigger) ? old.trigger : trigger
      automation.actions = Automation.text(of: update.actions)
      automation.actionsOnTrigger = update.actionsOnTrigger.map(Automation.text(of:)) ?? old.actionsOnTrigger
      automation.actionsOnResolve = update.actionsOnResolve.map(Automation.text(of:)) ?? old.actionsOnResolve
      return try await database.run(
        AutomationStatement.update,
        [.uuid(id), .timestamp(old.updated), .timestamp(now)] + automation.values + [.texts(update.deployments)]
          + automation.event("updated", at: now), on: .key(id))
    }
  }

  /// - Throws: `objectNotFound`; `validation` where the automation must not be switched on.
  public func update(_ id: UUID, _ update: AutomationPartialUpdate) async throws {
    try await OptimisticWrite.change({ try await read(id) }, updated: \.updated, clock: clock) { old, now in
      var automation = old
      automation.isEnabled = update.isEnabled ?? old.isEnabled
      if let problem = automation.problem {
        throw DomainError.validation(
          ValidationError(
            location: [], message: problem, input: RawJSON(writing: automation.write),
            requestBody: RawJSON(writing: update.write)))
      }
      automation.updated = now
      return try await database.run(
        AutomationStatement.setEnabled,
        [.uuid(id), .timestamp(old.updated), .timestamp(now), .bool(automation.isEnabled)]
          + automation.event("updated", at: now), on: .key(id))
    }
  }

  /// Switches an automation off that makes itself fire, and tells why by an event; one that is gone or off stays so.
  ///
  /// - Parameter limit: How many firings in a minute were too many.
  public func stopLoop(_ id: UUID, limit: Int) async throws {
    try await OptimisticWrite.change({ try await read(id) }, updated: \.updated, clock: clock) { old, now in
      var automation = old
      automation.isEnabled = false
      automation.updated = now
      return try await database.run(
        AutomationStatement.setEnabled,
        [.uuid(id), .timestamp(old.updated), .timestamp(now), .bool(false)]
          + EventWrite.values(
            for: [automation.updatedEvent(at: now), automation.loopEvent(limit: limit, at: now)], received: now),
        on: .key(id))
    }
  }

  /// - Throws: `objectNotFound`.
  public func delete(_ id: UUID) async throws {
    try await OptimisticWrite.change({ try await read(id) }, updated: \.updated, clock: clock) { automation, now in
      try await database.run(
        AutomationStatement.delete,
        [.uuid(id), .timestamp(automation.updated)] + automation.event("deleted", at: now), on: .key(id))
    }
  }

  /// Deletes those that a resource owns.
  public func deleteOwned(by resource: String) async throws {
    _ = try await database.run(
      AutomationStatement.deleteOwned, [.text(resource), .timestamp(clock.now())], on: .bulk)
  }
}

extension AutomationUpdate {
  /// The resource ids of the deployments that it runs.
  fileprivate var deployments: [String] {
    Set(actions.compactMap(\.deployment)).sorted().map { "prefect.deployment.\($0)" }
  }
}
