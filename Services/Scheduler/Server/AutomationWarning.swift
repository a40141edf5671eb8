internal import Observability

/// Warns in the log of enabled automations, as nothing evaluates their triggers yet: at the start, and when there are more.
actor AutomationWarning {
  /// How often they are counted.
  static let interval = Duration.seconds(60)

  private let logger: Logger
  private let count: @Sendable () async throws -> Int
  private var known = 0

  /// - Parameter count: How many automations are enabled.
  init(logger: Logger, count: @escaping @Sendable () async throws -> Int) {
    self.logger = logger
    self.count = count
  }

  func pass() async throws {
    let enabled = try await count()
    if enabled > known {
      logger.warning(
        "enabled automations are stored, but their triggers are not evaluated yet: they never act",
        ["automations": .integer(Int64(enabled))])
    }
    known = enabled
  }
}
