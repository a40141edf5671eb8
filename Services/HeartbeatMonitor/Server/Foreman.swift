internal import Configuration
internal import Lifecycle
internal import Observability
internal import Store

/// Keeps the status of workers, pools, queues and deployments true when nobody speaks for them any more.
struct Foreman: Sendable {
  let liveness: LivenessRepository
  let settings: ServicesSettings.Foreman
  let logger: Logger

  /// One pass, in the order in which one silence shows in another.
  func pass() async throws {
    try await exhaust("workers went offline") {
      try await liveness.silenceWorkers(
        multiple: settings.inactivityHeartbeatMultiple, fallback: settings.fallbackHeartbeatInterval)
    }
    try await exhaust("work pools have no worker") { try await liveness.desertPools() }
    try await exhaust("deployments are not polled") {
      try await liveness.markDeployments(unpolledFor: settings.deploymentLastPolledTimeout)
    }
    try await exhaust("work queues are not polled") {
      try await liveness.markQueues(unpolledFor: settings.workQueueLastPolledTimeout)
    }
  }

  /// Goes on batch after batch until there is nothing left to change.
  private func exhaust(_ message: StaticString, _ batch: () async throws -> Int) async throws {
    var total = 0
    while true {
      try Task.checkCancellation()
      let count = try await batch()
      total += count
      if count < LivenessRepository.batchSize { break }
    }
    if total > 0 { logger.info("\(message)", ["count": .integer(Int64(total))]) }
  }
}
