public import Models
internal import Postgres
public import Values

extension TaskRunRepository {
  /// How many task runs each of some flow runs has, but for those that stand for flow runs.
  public func counts(of flowRuns: [UUID]) async throws -> [Int] {
    try await database.run(DashboardStatement.taskRunCounts, [.uuids(flowRuns)], on: .bulk).counts(of: flowRuns)
  }

  /// A task run, and the name of its flow run.
  ///
  /// - Throws: `notFound`.
  public func readWithFlowRunName(_ id: UUID) async throws -> (run: TaskRun, flowRunName: String?) {
    guard let row = try await database.run(TaskRunStatement.readWithFlowRunName, [.uuid(id)], on: .read).first else {
      throw DomainError.notFound("Task not found")
    }
    var reader = row.reader()
    let name = try reader.optionalText()
    return (try reader.taskRun(at: clock.now()), name)
  }
}
