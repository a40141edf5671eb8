internal import Values

/// Which task workers have nothing to do, by the tasks that they run.
struct WaitingTaskWorkers: Sendable {
  private var keys: [UUID: [String]] = [:]
  private var workers: [String: Set<UUID>] = [:]

  var isEmpty: Bool { keys.isEmpty }

  /// How many workers wait for each task.
  var bounds: [String: Int] { workers.mapValues(\.count) }

  mutating func add(_ worker: UUID, taskKeys: [String]) {
    keys[worker] = taskKeys
    for key in taskKeys { workers[key, default: []].insert(worker) }
  }

  mutating func remove(_ worker: UUID) {
    for key in keys.removeValue(forKey: worker) ?? [] {
      workers[key]?.remove(worker)
      if workers[key]?.isEmpty == true { workers[key] = nil }
    }
  }

  /// Takes out as many workers as can be given something to do.
  mutating func take(_ count: Int, for key: String) -> [UUID] {
    let taken = Array((workers[key] ?? []).prefix(count))
    for worker in taken { remove(worker) }
    return taken
  }
}
