import JSON
import Models
import Postgres
import Store
import Testing
import Values

@Suite struct SchedulingRepositoryTests {
  private let schedule = Schedule.interval(
    .init(interval: .seconds(3600), anchor: AnchorDate(Timestamp(microseconds: 0))))

  /// A deployment with an hourly schedule.
  private func deploy(_ bench: StoreBench) async throws -> Deployment {
    let flow = try await FlowRepository(database: bench.database).upsert(FlowCreate(name: "f")).flow
    return try await DeploymentRepository(database: bench.database).upsert(
      DeploymentCreate(name: "d", flowID: flow.id, schedules: [DeploymentScheduleCreate(schedule)])
    ).deployment
  }

  private func runs(of deployment: Deployment, _ bench: StoreBench) async throws -> [ScheduledRun] {
    let schedules = try await SchedulingRepository(database: bench.database).activeSchedules(of: [deployment.id])
    let active = try #require(schedules.first)
    return (1...5).map { hour in
      ScheduledRun(
        schedule: active, date: AnchorDate(Timestamp(microseconds: 4_000_000_000_000_000) + .seconds(hour * 3600)))
    }
  }

  private func count(_ bench: StoreBench) async throws -> String? {
    try await bench.text("SELECT count(*)::text FROM flow_run r JOIN flow_run_state s ON s.id = r.state_id")
  }

  @Test("Schedulers that work at once make every run once")
  func once() async throws {
    try await StoreBench.run { bench in
      let repository = SchedulingRepository(database: bench.database)
      let runs = try await runs(of: deploy(bench), bench)
      let made = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 { group.addTask { try await repository.insert(runs) } }
        return try await group.reduce(0, +)
      }
      #expect(made == 5)
      #expect(try await count(bench) == "5")
    }
  }

  @Test("A deployment waits for runs until it has enough, and not while it is paused")
  func waiting() async throws {
    try await StoreBench.run { bench in
      let repository = SchedulingRepository(database: bench.database)
      let deployment = try await deploy(bench)
      func waiting() async throws -> [UUID] {
        try await repository.waiting(after: nil, minimumRuns: 3, minimumTime: .seconds(3600), limit: 10)
      }
      #expect(try await waiting() == [deployment.id])
      _ = try await repository.insert(runs(of: deployment, bench))
      #expect(try await waiting() == [])
      try await DeploymentRepository(database: bench.database).setPaused(deployment.id, true)
      #expect(try await count(bench) == "0")
      #expect(try await waiting() == [])
    }
  }

  @Test("No runs are made of what a schedule was before it was changed")
  func stale() async throws {
    try await StoreBench.run { bench in
      let deployment = try await deploy(bench)
      let runs = try await runs(of: deployment, bench)
      _ = try await deploy(bench)
      #expect(try await SchedulingRepository(database: bench.database).insert(runs) == 0)
      #expect(try await count(bench) == "0")
    }
  }
}
