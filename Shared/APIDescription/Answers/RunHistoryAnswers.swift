internal import Models

extension ValueSchema {
  static var runHistoryInterval: ValueSchema {
    answer(
      "RunHistoryInterval",
      [
        "interval_start": .timestamp,
        "interval_end": .timestamp,
        "states": .list(.runHistoryState),
      ])
  }

  static var runHistoryState: ValueSchema {
    answer(
      "RunHistoryState",
      [
        "state_type": .enumeration(StateType.self),
        "state_name": .string,
        "count_runs": .integer,
        "sum_estimated_run_time": .number,
        "sum_estimated_lateness": .number,
      ])
  }

  static var stateCounts: ValueSchema {
    answer(
      "StateCounts",
      [
        "COMPLETED": .integer,
        "PENDING": .integer,
        "RUNNING": .integer,
        "FAILED": .integer,
        "CANCELLED": .integer,
        "CRASHED": .integer,
        "PAUSED": .integer,
        "CANCELLING": .integer,
        "SCHEDULED": .integer,
      ])
  }
}
