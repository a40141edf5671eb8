internal import Models
internal import Orchestration
internal import Postgres
internal import Store
internal import Values

/// The entities that actions read and change, by the statements of the API.
struct ActionStores: Sendable {
  let flowRuns: FlowRunRepository
  let states: FlowRunStateRepository
  let taskRuns: TaskRunRepository
  let flows: FlowRepository
  let deployments: DeploymentRepository
  let pools: WorkPoolRepository
  let queues: WorkQueueRepository
  let limits: ConcurrencyLimitRepository
  let variables: VariableRepository
  let automations: AutomationRepository

  init(database: Database, terms: SlotTerms = SlotTerms(), blocks: BlockValueReader = .unavailable) {
    flowRuns = FlowRunRepository(database: database, terms: terms, blocks: blocks)
    states = FlowRunStateRepository(database: database)
    taskRuns = TaskRunRepository(database: database, terms: terms)
    flows = FlowRepository(database: database)
    deployments = DeploymentRepository(database: database, blocks: blocks)
    pools = WorkPoolRepository(database: database, blocks: blocks)
    queues = WorkQueueRepository(database: database)
    limits = ConcurrencyLimitRepository(database: database)
    variables = VariableRepository(database: database)
    automations = AutomationRepository(database: database, blocks: blocks)
  }

  /// A work pool by its id; nil if there is none.
  func pool(_ id: UUID) async throws -> WorkPool? {
    var filter = WorkPoolFilter()
    filter.id = IdentifierFilter(any: [id])
    return try await pools.list(filter, page: Page(limit: 1)).first
  }
}
