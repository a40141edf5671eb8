internal import JSON
internal import JSONSchema
internal import Models
internal import Store
internal import Templates
internal import Values

/// Reads the objects that the templates of an action name.
struct RelevantObjects: Sendable {
  /// How many variables a template sees.
  static let maximumVariables = 1000

  let stores: ActionStores
  let links: PageLinks

  /// What templates see; only what they name is read.
  ///
  /// - Parameter templates: Texts that may be templates. One that can't be read names nothing.
  func context(of action: TriggeredAction, for templates: [String]) async throws -> TemplateContext {
    var context = TemplateContext(action: action, links: links)
    guard let event = TemplateContext.event(of: action)?.event else { return context }
    let names = RelevantObjects.names(in: templates)
    for kind in RelevantKind.allCases where names.contains(kind.rawValue) {
      context.objects[kind.rawValue] = .some(try await object(kind, event))
    }
    if names.contains("variables") {
      let values = try await stores.variables.values(limit: RelevantObjects.maximumVariables)
      context.objects["variables"] = .some(RawJSON(writing: SchemaValue.object(values).write))
    }
    return context
  }

  private static func names(in templates: [String]) -> Set<String> {
    var names: Set<String> = []
    for text in templates where Template.isTemplate(text) {
      do throws(TemplateError) {
        names.formUnion(try Template(text).names)
      } catch {
        // It is told when it is rendered.
      }
    }
    return names
  }

  private func object(_ kind: RelevantKind, _ event: Event) async throws -> RawJSON? {
    guard let resource = event.firstResource(of: kind.resourceKind),
      let id = UUID(lenient: String(resource.id.dropFirst(kind.resourceKind.utf8.count + 1)))
    else { return nil }
    do {
      guard let object = try await read(kind, id) else { return nil }
      switch kind {
      case .flowRun, .taskRun: return object.withState(of: resource)
      default: return object
      }
    } catch DomainError.notFound, DomainError.objectNotFound {
      return nil
    }
  }

  private func read(_ kind: RelevantKind, _ id: UUID) async throws -> RawJSON? {
    switch kind {
    case .deployment: return RawJSON(writing: try await stores.deployments.read(id).write)
    case .flow: return RawJSON(writing: try await stores.flows.read(id).write)
    case .flowRun: return RawJSON(writing: try await stores.flowRuns.read(id).write)
    case .taskRun: return RawJSON(writing: try await stores.taskRuns.read(id).write)
    case .workPool: return try await stores.pool(id).map { RawJSON(writing: $0.write) }
    case .workQueue:
      let queue = try await stores.queues.read(id)
      return RawJSON(writing: queue.write).overlaid(by: RawJSON(writing: try await stores.queues.health(id).write))
    case .concurrencyLimit: return RawJSON(writing: try await stores.limits.read(.id(id)).write)
    }
  }
}

extension Event {
  /// The first involved resource of a kind, such as `prefect.flow-run`.
  func firstResource(of kind: String) -> Resource? {
    involvedResources.first { resource in
      resource.id.lastIndex(of: ".").map { resource.id[..<$0] == kind } ?? kind.isEmpty
    }
  }

  /// Its id, where that is a UUID.
  func firstID(of kind: String) -> UUID? {
    firstResource(of: kind).flatMap { UUID(lenient: String($0.id.dropFirst(kind.utf8.count + 1))) }
  }
}

extension RawJSON {
  /// A run with the state that an event's resource tells of, in place of the one that it has come to since.
  fileprivate func withState(of resource: Resource) -> RawJSON {
    func label(_ name: String) -> String? { resource.labels.first { $0.key == "prefect.state-\(name)" }?.value }
    guard let message = label("message"), let name = label("name"), let type = label("type").flatMap(StateType.init),
      let moment = label("timestamp"),
      let timestamp = Reading<Timestamp>.timestamp.stored(RawJSON { $0.string(moment) })
    else { return self }
    let state = State(id: .timeOrdered(at: timestamp), type: type, name: name, timestamp: timestamp, message: message)
    return overlaid(
      by: RawJSON { writer in
        writer.beginObject()
        writer.key("state")
        writer.value(state)
        writer.endObject()
      })
  }
}
