internal import APIDescription
internal import Configuration
internal import Hosting
internal import JSON
internal import Models
internal import Values

/// What the settings mean to the gateway's handlers.
struct GatewayConfiguration: Sendable {
  let basePath: String
  let authString: Secret<String>?
  /// How long a CSRF token is good; nil while the protection is off.
  let csrfTokenLifetime: Duration?
  let corsOrigins: [String]
  let corsMethods: [String]
  let corsHeaders: [String]
  let gzipMinimumBytes: Int
  let accessLog: Bool
  let trustedProxies: TrustedProxies
  let metricsEnabled: Bool
  let requests: RequestReading
  let slotTerms: SlotTerms
  /// How many tasks a task worker may name.
  let taskWorkerKeys: Int
  /// Of how many nodes a flow run's graph may be.
  let maximumGraphNodes: Int
  /// How many artifacts are shown in one.
  let maximumGraphArtifacts: Int
  /// Whether the subscribers of `/logs/out` are told of new lines.
  let publishesLogs: Bool
  /// How far back a subscriber of `/events/out` may read, and how many events at once.
  let backfill: (window: Duration, pageSize: Int)

  /// What of the settings the description of the API shows.
  var features: APIDescription.Features {
    APIDescription.Features(
      basePath: basePath, version: ProductVersion.prefect, authenticates: authString != nil,
      protectsFromForgery: csrfTokenLifetime != nil, tellsMetrics: metricsEnabled,
      pageLimit: requests.defaultLimit)
  }

  /// What `/admin/settings` shows.
  let settingsDocument: RawJSON

  init(_ settings: Settings) {
    settingsDocument = SettingsDocument(settings).json
    basePath = settings.server.basePath
    authString = settings.server.authString
    csrfTokenLifetime = settings.server.csrfProtectionEnabled ? settings.server.csrfTokenExpiration : nil
    corsOrigins = settings.server.corsAllowedOrigins
    corsMethods = settings.server.corsAllowedMethods
    corsHeaders = settings.server.corsAllowedHeaders
    gzipMinimumBytes = settings.limits.gzipMinimumBytes
    accessLog = settings.cluster.accessLog
    trustedProxies = settings.server.trustedProxies
    metricsEnabled = settings.server.metricsEnabled
    requests = RequestReading(settings)
    maximumGraphNodes = settings.server.maximumGraphNodes
    maximumGraphArtifacts = settings.server.maximumGraphArtifacts
    slotTerms = SlotTerms(settings)
    taskWorkerKeys = settings.server.taskWorkerKeys
    publishesLogs = settings.events.logsStreamPublishingEnabled
    backfill = (settings.events.maximumWebsocketBackfill, settings.events.websocketBackfillPageSize)
  }
}
