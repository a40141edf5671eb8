internal import Models
internal import Observability
internal import Store
internal import Values

/// How the services that take runs to other states work through what they find: a page at a time, and within it several
/// runs at once. What fails for one run is logged and does not keep the others from being looked at.
struct Upkeep: Sendable {
  /// How many runs are looked up at once.
  static let pageSize = 200
  /// How many transitions are under way at once.
  static let width = 16

  let logger: Logger

  /// - Parameters:
  ///   - page: The runs behind one.
  ///   - take: Takes a run on; returns whether that changed it.
  func work(
    _ message: StaticString, page: (OverdueRun?) async throws -> [OverdueRun],
    take: @escaping @Sendable (OverdueRun) async throws -> Bool
  ) async throws {
    var last: OverdueRun?
    var total = 0
    while true {
      try Task.checkCancellation()
      let runs = try await page(last)
      for start in stride(from: 0, to: runs.count, by: Upkeep.width) {
        total += await several(runs[start..<min(start + Upkeep.width, runs.count)], take)
      }
      last = runs.last
      if runs.count < Upkeep.pageSize { break }
    }
    if total > 0 { logger.info("\(message)", ["count": .integer(Int64(total))]) }
  }

  private func several(
    _ runs: ArraySlice<OverdueRun>, _ take: @escaping @Sendable (OverdueRun) async throws -> Bool
  ) async -> Int {
    await withTaskGroup(of: Bool.self) { group in
      for run in runs {
        group.addTask {
          do {
            return try await take(run)
          } catch {
            logger.error("transition failed", ["run_id": .text("\(run.id)"), "error": .text("\(error)")])
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
  }
}
