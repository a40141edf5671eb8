import JSON
import Models
import Orchestration
import Postgres
import Store
import Testing
import Values

@Suite("Runs whose deployment is deleted")
struct DeploymentDeletionTests {
  private struct Desk {
    let bench: StoreBench
    let runs: FlowRunRepository
    let deployments: DeploymentRepository
    let polling: PollingRepository
    let flow: UUID
    let client = ClientVersions(client: Version(3, 8, 8))

    /// With a pool `p`.
    init(_ bench: StoreBench) async throws {
      self.bench = bench
      runs = FlowRunRepository(database: bench.database)
      deployments = DeploymentRepository(database: bench.database)
      polling = PollingRepository(database: bench.database)
      flow = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "f")).flow.id
      _ = try await WorkPoolRepository(database: bench.database).create(WorkPoolCreate(name: "p"))
    }

    /// A deployment in the pool with a limit of 1.
    func deployment(_ name: String) async throws -> UUID {
      var new = DeploymentCreate(name: name, flowID: flow)
      new.changes.workPoolName = .value("p")
      new.changes.concurrencyLimit = .value(1)
      return try await deployments.upsert(new).deployment.id
    }

    func run(_ deployment: UUID, _ state: StateCreate = StateCreate(type: .scheduled)) async throws -> UUID {
      var new = FlowRunCreate(flowID: flow, state: state, deploymentID: deployment)
      new.workPoolName = "p"
      new.workQueueName = "default"
      return try await runs.create(new, client: client).run.id
    }

    @discardableResult
    func move(_ id: UUID, _ type: StateType) async throws -> OrchestrationResult {
      try await runs.setState(id, StateCreate(type: type), client: client).result
    }

    func poll() async throws -> [UUID] {
      let pool = try await polling.polled(pool: "p", queues: [])
      return try await polling.scheduledRuns(of: pool, before: nil, after: nil, limit: 100).map(\.flowRun.id)
    }
  }

  @Test("runs that wait for a slot are cancelled with the deployment, and those that wait in their process go on")
  func cancels() async throws {
    try await StoreBench.run { bench in
      let desk = try await Desk(bench)
      var waiting: [UUID] = []
      for name in ["d", "e"] {
        let deployment = try await desk.deployment(name)
        let holder = try await desk.run(deployment)
        try await desk.move(holder, .pending)
        let run = try await desk.run(deployment)
        #expect(try await desk.move(run, .pending).state?.name == "AwaitingConcurrencySlot")
        waiting.append(run)
        waiting.append(try await desk.run(deployment, StateCreate(type: .scheduled, name: "AwaitingConcurrencySlot")))
      }
      let retrying = try await desk.run(
        try await desk.deployment("d"), StateCreate(type: .scheduled, name: "AwaitingConcurrencySlot"))
      try await bench.change(
        """
        UPDATE flow_run SET state_name = 'AwaitingRetry', run_count = 1, empirical_policy = '{"retry_type": "in_process"}'
        WHERE id = $1
        """, [.uuid(retrying)])
      try await desk.deployments.delete(try await desk.deployment("d"))
      #expect(try await desk.deployments.delete(nil, limit: 10).count == 1)
      for id in waiting {
        let run = try await desk.runs.read(id)
        #expect(run.stateType == .cancelled && run.endTime != nil && run.nextScheduledStartTime == nil)
        #expect(run.state?.message?.hasSuffix("no longer exists, cancelled run.") == true)
      }
      #expect(try await desk.runs.read(retrying).stateType == .scheduled)
      #expect(try await bench.text("SELECT count(*) FROM flow_run WHERE state_type = 'PENDING'") == "2")
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.flow-run.Cancelled'") == "4")
      #expect(try await desk.poll() == [])
    }
  }

  @Test("a run whose deployment another server deleted is offered to nobody, and found to be cancelled")
  func findsOrphans() async throws {
    try await StoreBench.run { bench in
      let desk = try await Desk(bench)
      let deployment = try await desk.deployment("d")
      let run = try await desk.run(deployment)
      let queue = try #require(try await desk.runs.read(run).workQueueID)
      let upkeep = RunUpkeepRepository(database: bench.database)
      func offered() async throws -> [UUID] {
        let old = try await desk.polling.scheduledRuns(queue: queue, before: nil, limit: 10)
        let named = try await desk.polling.scheduledRuns(of: [deployment], before: nil, limit: 10)
        return try await desk.poll() + old.map(\.id) + named.map(\.id)
      }
      #expect(try await offered() == [run, run, run])
      #expect(try await upkeep.withoutDeployment(before: .now(), after: nil, limit: 10) == [])
      try await bench.change("DELETE FROM deployment")
      #expect(try await offered() == [])
      try await bench.change("UPDATE work_pool SET concurrency_limit = 5")
      #expect(try await offered() == [])
      let found = try await upkeep.withoutDeployment(before: .now(), after: nil, limit: 10)
      #expect(found.map(\.id) == [run] && found.first?.deploymentID == deployment)
      for each in found {
        #expect(
          try await desk.runs.take(
            each.id, from: each.stateID, to: .cancelled(withDeployment: deployment), under: .minimalFlow))
      }
      #expect(try await desk.runs.read(run).stateType == .cancelled)
      #expect(try await upkeep.withoutDeployment(before: .now(), after: nil, limit: 10) == [])
    }
  }
}
