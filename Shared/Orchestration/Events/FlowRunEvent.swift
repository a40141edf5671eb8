internal import JSON
public import Models
public import Values

/// The event of a flow run's new state (contract §6.3).
public enum FlowRunEvent {
  /// What is involved besides the run itself, with the names that the event carries.
  public struct Context: Sendable, Equatable {
    public struct Thing: Sendable, Equatable {
      public var id: UUID
      public var name: String
      public var tags: [String]

      public init(id: UUID, name: String, tags: [String] = []) {
        self.id = id
        self.name = name
        self.tags = tags
      }
    }

    public var flow: Thing
    public var deployment: Thing?
    public var workQueue: Thing?
    public var workPool: Thing?
    public var workPoolType: String?
    public var parentTaskRun: Thing?
    public var createdBy: CreatedBy?

    public init(
      flow: Thing, deployment: Thing? = nil, workQueue: Thing? = nil, workPool: Thing? = nil,
      workPoolType: String? = nil, parentTaskRun: Thing? = nil, createdBy: CreatedBy? = nil
    ) {
      self.flow = flow
      self.deployment = deployment
      self.workQueue = workQueue
      self.workPool = workPool
      self.workPoolType = workPoolType
      self.parentTaskRun = parentTaskRun
      self.createdBy = createdBy
    }
  }

  /// The longest message that an event carries, in characters.
  static let maximumMessageLength = 100_000
  /// How far apart two states may be for their events to be tied together.
  static let followsWithin = Duration.seconds(300)

  /// - Parameter runCount: The count after the transition.
  public static func make(
    runID: UUID, runName: String, runTags: [String], runCount: Int, initial: State?, written: State,
    context: Context
  ) -> EmittedEvent {
    EmittedEvent(
      id: written.id, occurred: written.timestamp, event: "prefect.flow-run.\(written.name)",
      resource: .init(
        kind: "prefect.flow-run", id: runID, role: "", name: runName,
        also: [
          .init("prefect.run-count", String(runCount)),
          .init("prefect.state-message", String((written.message ?? "").prefix(maximumMessageLength))),
          .init("prefect.state-name", written.name),
          .init("prefect.state-timestamp", written.timestamp.textWithOffset),
          .init("prefect.state-type", written.type.rawValue),
        ]),
      related: related(context, runTags),
      payload: payload(initial, written),
      follows: initial.flatMap { written.timestamp - $0.timestamp < followsWithin ? $0.id : nil })
  }

  /// What is related to a run, as its events name it.
  public static func related(_ context: Context, _ runTags: [String]) -> [EmittedEvent.Involved] {
    var related = [thing("prefect.flow", "flow", context.flow)]
    if let deployment = context.deployment { related.append(thing("prefect.deployment", "deployment", deployment)) }
    if let queue = context.workQueue { related.append(thing("prefect.work-queue", "work-queue", queue)) }
    if let pool = context.workPool {
      let type = context.workPoolType.map { [EmittedEvent.Label("prefect.work-pool.type", $0)] } ?? []
      related.append(.init(kind: "prefect.work-pool", id: pool.id, role: "work-pool", name: pool.name, also: type))
    }
    if let task = context.parentTaskRun { related.append(thing("prefect.task-run", "task-run", task)) }
    let tags = Set(
      runTags + context.flow.tags + (context.deployment?.tags ?? []) + (context.parentTaskRun?.tags ?? []))
    related += tags.sorted().map { EmittedEvent.Involved(id: "prefect.tag.\($0)", role: "tag") }
    if let creator = context.createdBy, let id = creator.id, let type = creator.type,
      type == "DEPLOYMENT" || type == "AUTOMATION"
    {
      let kind: StaticString = type == "DEPLOYMENT" ? "prefect.deployment" : "prefect.automation"
      related.append(.init(kind: kind, id: id, role: "creator", name: creator.displayValue))
    }
    return related
  }

  private static func thing(_ kind: StaticString, _ role: String, _ thing: Context.Thing) -> EmittedEvent.Involved {
    .init(kind: kind, id: thing.id, role: role, name: thing.name)
  }

  private static func payload(_ initial: State?, _ written: State) -> RawJSON {
    RawJSON { writer in
      writer.beginObject()
      writer.key("intended")
      writer.beginObject()
      writer.key("from")
      writer.string(initial?.type.rawValue)
      writer.key("to")
      // Where rules wrote another state than was asked for, it is that one's type.
      writer.string(written.type.rawValue)
      writer.endObject()
      writer.key("initial_state")
      if let initial { write(initial, to: &writer) } else { writer.null() }
      writer.key("validated_state")
      write(written, to: &writer)
      writer.endObject()
    }
  }

  private static func write(_ state: State, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.string(state.type.rawValue)
    if !state.name.isEmpty {
      writer.key("name")
      writer.string(state.name)
    }
    if let message = state.message, !message.isEmpty {
      writer.key("message")
      writer.string(String(message.prefix(maximumMessageLength)))
    }
    if state.type == .paused {
      writer.key("pause_reschedule")
      writer.string(state.details.pauseReschedule ? "true" as StaticString : "false")
    }
    writer.endObject()
  }
}
