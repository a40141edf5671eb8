public import Values

/// The public API: where it listens, who may call it, and its limits.
public struct ServerSettings: Sendable {
  public let host: String
  public let port: Int
  /// The path of the API with a leading and without a trailing slash, such as `/api`.
  public let basePath: String
  /// `user:password` that every API request must carry.
  public let authString: Secret<String>?
  /// Proxies whose headers about the client's address, and the address that it used, are trusted.
  public let trustedProxies: TrustedProxies
  public let defaultLimit: Int
  public let csrfProtectionEnabled: Bool
  public let csrfTokenExpiration: Duration
  public let corsAllowedOrigins: [String]
  public let corsAllowedMethods: [String]
  public let corsAllowedHeaders: [String]
  public let websocketPingInterval: Duration
  public let websocketPingTimeout: Duration
  /// Bytes of JSON; zero for no limit.
  public let maximumParameterSize: Int
  public let metricsEnabled: Bool
  public let initialDeploymentLeaseDuration: Duration
  public let maximumConcurrencySlotWait: Duration
  public let deploymentConcurrencySlotWait: Duration
  public let tagConcurrencySlotWait: Duration
  public let maximumCacheKeyLength: Int
  public let taskWorkerTerm: Duration
  public let taskWorkerKeys: Int
  public let maximumGraphNodes: Int
  public let maximumGraphArtifacts: Int
  public let registerBlocksOnStart: Bool

  init(_ reader: inout SettingsReader) {
    reader.begin("API", for: [.gateway])
    host = reader.text("server.api.host", "127.0.0.1", "Address to listen on.")
    port = reader.integer("server.api.port", 4200, in: 0...65535, "Port to listen on; 0 takes a free one.")
    let path = reader.optionalText("server.api.base_path", "Path of the API; /api when not set.")
    basePath = ServerSettings.normalised(path: path ?? "/api")
    authString = reader.secret(
      "server.api.auth_string", expected: "user:password", "user:password that every API request must carry.")
    trustedProxies = reader.proxies(
      "apus.trusted_proxies", or: "FORWARDED_ALLOW_IPS", "127.0.0.1,::1",
      "Addresses and networks of proxies whose X-Forwarded-Proto, -Host, -Prefix and -For, or Forwarded, are trusted; "
        + "* for everyone, none for nobody.")
    defaultLimit = reader.integer(
      "server.api.default_limit", or: "PREFECT_API_DEFAULT_LIMIT", 200, in: 1...10_000,
      "Largest and default number of objects in one answer of a list.")
    csrfProtectionEnabled = reader.flag(
      "server.api.csrf_protection_enabled", or: "PREFECT_SERVER_CSRF_PROTECTION_ENABLED", false,
      "Whether changing requests must carry a CSRF token.")
    csrfTokenExpiration = reader.span(
      "server.api.csrf_token_expiration", or: "PREFECT_SERVER_CSRF_TOKEN_EXPIRATION", .hours(1),
      in: .seconds(1) ... .days(365), iso: true, "How long a CSRF token is good.")
    corsAllowedOrigins = reader.list(
      "server.api.cors_allowed_origins", or: "PREFECT_SERVER_CORS_ALLOWED_ORIGINS", ["*"], isText: true,
      "Origins that browsers may call the API from.")
    corsAllowedMethods = reader.list(
      "server.api.cors_allowed_methods", or: "PREFECT_SERVER_CORS_ALLOWED_METHODS", ["*"], isText: true,
      "Methods that browsers may use from other origins.")
    corsAllowedHeaders = reader.list(
      "server.api.cors_allowed_headers", or: "PREFECT_SERVER_CORS_ALLOWED_HEADERS", ["*"], isText: true,
      "Headers that browsers may send from other origins.")
    websocketPingInterval = reader.span(
      "server.api.websocket_ping_interval", .seconds(20), in: .seconds(1) ... .hours(24),
      "How often an open WebSocket is pinged.")
    websocketPingTimeout = reader.span(
      "server.api.websocket_ping_timeout", .seconds(20), in: .seconds(1) ... .hours(24),
      "How long a WebSocket's pong may take before the connection is closed.")
    maximumParameterSize = reader.integer(
      "server.api.max_parameter_size", 524_288, in: 0...1_073_741_824,
      "Largest parameters of a run or deployment, in bytes of JSON; 0 for no limit.")
    metricsEnabled = reader.flag(
      "server.metrics_enabled", or: "PREFECT_API_ENABLE_METRICS", false, "Whether /api/metrics answers.")

    reader.begin("Concurrency and tasks", for: [.gateway, .scheduler, .heartbeatMonitor])
    initialDeploymentLeaseDuration = reader.span(
      "server.concurrency.initial_deployment_lease_duration", .seconds(300), in: .seconds(30) ... .seconds(3600),
      "First term of the lease on a deployment's concurrency slot.")
    maximumConcurrencySlotWait = reader.span(
      "server.concurrency.maximum_concurrency_slot_wait_seconds", .seconds(30),
      "Longest time a client is told to wait before it asks for a slot again.")
    deploymentConcurrencySlotWait = reader.span(
      "server.deployments.concurrency_slot_wait_seconds", or: "PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS",
      .seconds(30), "How long a run waits when its deployment has no free slot.")
    tagConcurrencySlotWait = reader.span(
      "server.tasks.tag_concurrency_slot_wait_seconds", or: "PREFECT_TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS",
      .seconds(10), "How long a task run waits when a tag has no free slot.")
    maximumCacheKeyLength = reader.integer(
      "server.tasks.max_cache_key_length", or: "PREFECT_API_TASK_CACHE_KEY_MAX_LENGTH", 2000, in: 1...1_000_000,
      "Largest number of characters in a task run's cache key.")
    taskWorkerTerm = reader.span(
      "apus.task_worker_term", .seconds(20), in: .seconds(2) ... .hours(1),
      "How long a task worker counts as there, and keeps what it was sent, after its gateway died.")
    taskWorkerKeys = reader.integer(
      "apus.task_worker_keys", 1000, in: 1...100_000, "How many tasks a task worker may listen for.")

    reader.begin("Flow run graph", for: [.gateway])
    maximumGraphNodes = reader.integer(
      "server.flow_run_graph.max_nodes", or: "PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES", 10_000, in: 1...1_000_000,
      "Largest number of nodes in a flow run's graph.")
    maximumGraphArtifacts = reader.integer(
      "server.flow_run_graph.max_artifacts", or: "PREFECT_API_MAX_FLOW_RUN_GRAPH_ARTIFACTS", 10_000, in: 1...1_000_000,
      "Largest number of artifacts in a flow run's graph.")

    reader.begin("Blocks", for: [.blockVault])
    registerBlocksOnStart = reader.flag(
      "server.register_blocks_on_start", or: "PREFECT_API_BLOCKS_REGISTER_ON_START", true,
      "Whether the known block types are registered at the start.")
  }

  /// One leading slash, no trailing one; the root is the empty path.
  static func normalised(path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
  }
}
