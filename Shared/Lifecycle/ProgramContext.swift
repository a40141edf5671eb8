public import Configuration
public import Observability
public import Reactor

/// What a program's services are made of.
public struct ProgramContext: Sendable {
  public let service: ServiceName
  public let settings: Settings
  public let logger: Logger
  /// The process's metrics, its own numbers included.
  public let metrics: Metrics
  /// The loops for connections and their requests, started; at least one.
  public let loops: [EventLoop]
  /// The main thread's loop, for what belongs to the process as a whole.
  public let mainLoop: EventLoop
}
