internal import Postgres

/// A table of states.
enum ObservedStateSource: String, CaseIterable, Sendable {
  case flowRuns = "flow_run_state"
  case taskRuns = "task_run_state"

  /// How many blocks are read at once: some 75,000 states, a few hundredths of a second. A table that has no more is read for
  /// every request instead.
  static let blocksAtOnce: Int64 = 2048

  /// Adds the states of a span of blocks.
  var addBlocks: Statement {
    switch self {
    case .flowRuns: ObservedStateStatement.addFlowRunBlocks
    case .taskRuns: ObservedStateStatement.addTaskRunBlocks
    }
  }

  /// Adds the states that are younger than those added before.
  var addLatest: Statement {
    switch self {
    case .flowRuns: ObservedStateStatement.addLatestOfFlowRuns
    case .taskRuns: ObservedStateStatement.addLatestOfTaskRuns
    }
  }
}
