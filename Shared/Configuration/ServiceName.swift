/// One of the four programs.
public enum ServiceName: String, Sendable, CaseIterable {
  case gateway
  case scheduler
  case heartbeatMonitor = "heartbeat-monitor"
  case blockVault = "block-vault"

  /// What the program does, in two lines.
  public var purpose: String {
    switch self {
    case .gateway:
      """
      Answers the whole public API, the WebSockets and the UI of a Prefect server.
      Records events, logs and task runs, and passes on what belongs to the other services.
      """
    case .scheduler:
      """
      Makes the runs that schedules ask for, and marks those that are late, expired or to be cleaned up.
      Evaluates automations and carries out their actions. Removes what has passed its retention period.
      """
    case .heartbeatMonitor:
      """
      Takes the heartbeats of workers and keeps the status of pools, queues, deployments and workers.
      Expires unrenewed leases. Marks flow runs crashed whose heartbeats stopped, where a setting asks for it.
      """
    case .blockVault:
      """
      Keeps block types, schemas and documents.
      The only holder of the encryption key.
      """
    }
  }

  /// The environment names of the address the program listens on.
  public var hostVariable: String {
    self == .gateway ? "PREFECT_SERVER_API_HOST" : "APUS_\(variablePart)_HOST"
  }

  public var portVariable: String {
    self == .gateway ? "PREFECT_SERVER_API_PORT" : "APUS_\(variablePart)_PORT"
  }

  private var variablePart: String {
    String(rawValue.uppercased().map { $0 == "-" ? "_" : $0 })
  }
}
