import Glibc
import HTTP
import JSON
import Models
import Observability
import Orchestration
import Outgoing
import Postgres
import Reactor
import Store
import Testing
import Values

@testable import SchedulerService

/// A migrated database of one test's own, with a queue of actions and whoever carries them out.
struct ActionBench {
  struct Missing: Error, CustomStringConvertible {
    let description = "These tests need a PostgreSQL server: set APUS_TEST_DATABASE_URL as for the tests of Store."
  }

  /// A vault that can't be reached.
  struct Away: Error {}

  static let moment = CivilTime(year: 2026, month: 11, day: 20, hour: 12).timestamp

  let database: Database
  let loop: EventLoop
  let queue: TriggeredActionRepository
  let stores: ActionStores
  let performer: ActionPerformer

  static func run(_ body: (ActionBench) async throws -> Void) async throws {
    guard let value = getenv("APUS_TEST_DATABASE_URL") else { throw Missing() }
    var configuration = try DatabaseConfiguration(url: String(cString: value))
    configuration.laneConnections = 1
    configuration.readerConnections = 0
    configuration.bulkConnections = 1
    let name = "t_\(UUID.random().high)"
    let loop = try EventLoop(name: "test")
    loop.start()
    let server = Database(loop: loop, configuration: configuration, logger: .silent)
    server.start()
    configuration.database = name
    let database = Database(loop: loop, configuration: configuration, logger: .silent)
    var failure: (any Error)?
    do {
      try await server.waitUntilReady()
      _ = try await server.run(Statement("", "CREATE DATABASE \(name)"), on: .bulk)
      database.start()
      try await database.waitUntilReady()
      try await Migrator(database: database, logger: .silent).migrate()
      try await body(ActionBench(database: database, loop: loop))
    } catch {
      failure = error
    }
    await database.shutdown()
    _ = try? await server.run(Statement("", "DROP DATABASE IF EXISTS \(name) WITH (FORCE)"), on: .bulk)
    await server.shutdown()
    loop.stop()
    loop.join()
    if let failure { throw failure }
  }

  private init(database: Database, loop: EventLoop) {
    self.database = database
    self.loop = loop
    queue = TriggeredActionRepository(database: database)
    stores = ActionStores(database: database)
    performer = ActionPerformer(
      stores: stores, objects: RelevantObjects(stores: stores, links: PageLinks(base: nil)),
      messages: MessageSender(
        vault: { _ in throw Away() }, client: OutgoingClient(concurrency: 1, userAgent: "test"),
        limits: OutgoingLimits(connecting: .seconds(1), whole: .seconds(1), bodyBytes: 1024, headBytes: 1024)),
      logger: .silent, clock: .system)
  }

  /// - Parameter vault: What the block vault answers, if not that it is away.
  /// One that evaluates at each pass whatever depends on time.
  func evaluator(
    clock: WallClock = .system, metricTriggers: Bool = true, metrics: TriggerMetrics = TriggerMetrics(Metrics())
  ) -> TriggerEvaluator {
    let id = UUID.random()
    return TriggerEvaluator(
      loop: loop,
      database: TriggerDatabase(
        shares: TriggerShareRepository(database: database, evaluator: id),
        memory: TriggerMemoryRepository(database: database),
        steps: TriggerStepRepository(database: database, evaluator: id),
        order: EventOrderRepository(database: database),
        automations: AutomationRepository(database: database), metrics: MetricRepository(database: database),
        feed: { [database] in .events(database, named: $0) }, isReady: { true }),
      settings: TriggerSettings(
        granularity: .zero, expiredBucketBuffer: .seconds(60), loopLimit: 100, metricTriggers: metricTriggers),
      clock: clock, metrics: metrics, logger: .silent)
  }

  func runner(
    attempts: Int = 2, concurrency: Int = 4, lease: Duration = .seconds(60), vault: MessageSender.Vault? = nil
  ) -> ActionRunner {
    let performer = ActionPerformer(
      stores: stores, objects: self.performer.objects,
      messages: MessageSender(
        vault: vault ?? self.performer.messages.vault, client: self.performer.messages.client,
        limits: self.performer.messages.limits),
      logger: .silent, clock: .system)
    return ActionRunner(
      loop: loop, queue: queue, performer: performer,
      settings: ActionSettings(concurrency: concurrency, lease: lease, attempts: attempts),
      metrics: ActionMetrics(Metrics()), logger: .silent)
  }

  /// An action as a firing asks for it.
  func action(_ json: String, about resource: String = "thing") throws -> TriggeredAction {
    let automation = Automation(
      id: .random(), created: Self.moment, updated: Self.moment, name: "a", about: "", isEnabled: true, tags: [],
      trigger: RawJSON(validated: Array(#"{"type":"event","posture":"Reactive"}"#.utf8)), actions: .emptyArray,
      actionsOnTrigger: .emptyArray, actionsOnResolve: .emptyArray)
    let event = Event(occurred: Self.moment, event: "x", resource: Resource(id: resource), id: .random())
    let actions = try #require(AutomationAction.list(stored: RawJSON(validated: Array("[\(json)]".utf8))))
    return TriggeredAction(
      id: .random(), automation: automation, firing: nil, triggered: Self.moment, labels: [],
      event: ReceivedEvent(event, received: Self.moment), action: try #require(actions.first), index: 0,
      stateChangeEvent: nil)
  }

  /// The first column of the first row, as text.
  func text(_ sql: String) async throws -> String? {
    let rows = try await database.run(Statement("", "SELECT (\(sql))::text", isRepeatable: true), [], on: .bulk)
    var reader = try #require(rows.first).reader()
    return try reader.optionalText()
  }

  func change(_ sql: String) async throws {
    _ = try await database.run(Statement("", sql), [], on: .bulk)
  }

  /// A running flow run.
  func flowRun() async throws -> UUID {
    let flow = try await stores.flows.upsert(FlowCreate(name: "f")).flow
    return try await stores.flowRuns.create(
      FlowRunCreate(flowID: flow.id, state: StateCreate(type: .running)), client: .init()
    ).run.id
  }
}
