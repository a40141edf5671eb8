internal import HeartbeatMonitorClient
internal import Hosting
internal import Observability
internal import Reactor
internal import Store
internal import Values

/// What the sockets of the workers of one event loop share.
struct WorkerChannelParts: Sendable {
  let loop: EventLoop
  let hub: WorkerChannelHub
  let channel: WorkerChannelRepository
  let cleanups: WorkerCleanupRepository
  let monitor: HeartbeatMonitorClient
  let basePath: String
  let limits: WorkerChannelFrame.Limits
  /// How long a worker may take to say who it is.
  let openingTimeout: Duration
  let metrics: WorkerChannelMetrics
  let cleanupMetrics: WorkerCleanupMetrics
  let logger: Logger
  let clock: WallClock
}
