internal import JSON

/// Prefect's settings of clients and workers with their defaults (contract §2.1, `/admin/settings`): a server shows the
/// values that its own environment gives them, and acts on none.
enum ClientSettings {
  private static let levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

  static func read(_ reader: inout SettingsReader) {
    reader.begin("Settings of clients")
    let home = reader.folder("home", "~/.prefect")
    reader.shown("profiles_path", "\(home)/profiles.toml")
    reader.shown("debug_mode", false)
    reader.shown("silence_api_url_misconfiguration", false)
    readConnection(&reader)
    readLogging(&reader, home: home)
    readRuns(&reader, home: home)
    readWorkers(&reader)
  }

  private static func readConnection(_ reader: inout SettingsReader) {
    reader.shownText("api.url")
    _ = reader.secret("api.auth_string", "")
    _ = reader.secret("api.key", "")
    reader.shown("api.tls_insecure_skip_verify", false)
    reader.shownText("api.ssl_cert_file")
    reader.shown("api.enable_http2", false)
    reader.shown("api.request_timeout", 60.0)
    reader.shown("cli.colors", true)
    reader.shownFlag("cli.prompt")
    reader.shown("cli.wrap_lines", true)
    reader.shown("client.max_retries", 5)
    reader.shown("client.retry_jitter_factor", 0.2)
    reader.shownJSON("client.retry_extra_codes", "[]", isList: true)
    reader.shown("client.csrf_support_enabled", true)
    reader.shownJSON("client.custom_headers", "{}")
    reader.shown("client.server_version_check_enabled", true)
    reader.shown("client.metrics.enabled", or: "PREFECT_CLIENT_ENABLE_METRICS", false)
    reader.shown("client.metrics.port", 4201)
    reader.shown("cloud.api_url", "https://api.prefect.cloud/api")
    reader.shown("cloud.enable_orchestration_telemetry", true)
    reader.shown("cloud.max_log_size", 25_000)
    reader.shown("cloud.ui_url", "https://app.prefect.cloud")
  }

  private static func readLogging(_ reader: inout SettingsReader, home: String) {
    reader.choice("internal.logging_level", or: "PREFECT_LOGGING_INTERNAL_LEVEL", "ERROR", of: levels, "")
    reader.choice("logging.level", "INFO", of: levels, "")
    reader.shown("logging.config_path", or: "PREFECT_LOGGING_SETTINGS_PATH", "\(home)/logging.yml")
    reader.list("logging.extra_loggers", [], "")
    reader.shown("logging.log_prints", false)
    reader.shown("logging.colors", true)
    reader.shown("logging.markup", false)
    reader.shown("logging.to_api.enabled", true)
    reader.shown("logging.to_api.batch_interval", 2.0)
    reader.shown("logging.to_api.batch_size", 4_000_000)
    reader.shown("logging.to_api.max_log_size", 1_000_000)
    reader.choice("logging.to_api.when_missing_flow", "warn", of: ["warn", "error", "ignore"], "")
    reader.shown("telemetry.enable_resource_metrics", true)
    reader.shown("telemetry.resource_metrics_interval_seconds", 10)
    reader.shown("experiments.warn", or: "PREFECT_EXPERIMENTAL_WARN", true)
    reader.shown("plugins.enabled", or: "PREFECT_EXPERIMENTS_PLUGINS_ENABLED", false)
    reader.list("plugins.allow", or: "PREFECT_EXPERIMENTS_PLUGINS_ALLOW", [], "")
    reader.list("plugins.deny", or: "PREFECT_EXPERIMENTS_PLUGINS_DENY", [], "")
    reader.shown("plugins.setup_timeout_seconds", or: "PREFECT_EXPERIMENTS_PLUGINS_SETUP_TIMEOUT_SECONDS", 20.0)
    reader.shown("plugins.strict", or: "PREFECT_EXPERIMENTS_PLUGINS_STRICT", false)
    reader.shown("plugins.safe_mode", or: "PREFECT_EXPERIMENTS_PLUGINS_SAFE_MODE", false)
    reader.shown("testing.test_mode", or: "PREFECT_TEST_MODE", false)
    reader.shown("testing.unit_test_mode", or: "PREFECT_UNIT_TEST_MODE", false)
    reader.shown("testing.unit_test_loop_debug", or: "PREFECT_UNIT_TEST_LOOP_DEBUG", true)
    reader.shown("testing.test_setting", or: "PREFECT_TEST_SETTING", "FOO")
  }

  private static func readRuns(_ reader: inout SettingsReader, home: String) {
    reader.shownText("deployments.default_work_pool_name", or: "PREFECT_DEFAULT_WORK_POOL_NAME")
    reader.shownText("deployments.default_docker_build_namespace", or: "PREFECT_DEFAULT_DOCKER_BUILD_NAMESPACE")
    reader.shown("deployments.clear_schedules_on_empty", false)
    reader.shown("events.worker_max_queue_size", 0)
    reader.shown("flows.heartbeat_frequency", or: "PREFECT_RUNNER_HEARTBEAT_FREQUENCY", 180)
    reader.shown("flows.default_retries", or: "PREFECT_FLOW_DEFAULT_RETRIES", 0)
    reader.shownJSON("flows.default_retry_delay_seconds", or: "PREFECT_FLOW_DEFAULT_RETRY_DELAY_SECONDS", "0")
    reader.shown("results.default_serializer", "pickle")
    reader.shown("results.persist_by_default", false)
    reader.shownText("results.default_storage_block", or: "PREFECT_DEFAULT_RESULT_STORAGE_BLOCK")
    reader.shown("results.local_storage_path", or: "PREFECT_LOCAL_STORAGE_PATH", "\(home)/storage")
    reader.shown("tasks.refresh_cache", false)
    reader.shown("tasks.default_no_cache", false)
    reader.shown("tasks.disable_caching", false)
    reader.shown("tasks.default_retries", or: "PREFECT_TASK_DEFAULT_RETRIES", 0)
    reader.shownJSON("tasks.default_retry_delay_seconds", or: "PREFECT_TASK_DEFAULT_RETRY_DELAY_SECONDS", "0")
    reader.shownFlag("tasks.default_persist_result")
    reader.shownJSON("tasks.runner.thread_pool_max_workers", or: "PREFECT_TASK_RUNNER_THREAD_POOL_MAX_WORKERS", "null")
    reader.shownJSON("tasks.runner.process_pool_max_workers", "null")
    reader.shownText("tasks.scheduling.default_storage_block", or: "PREFECT_TASK_SCHEDULING_DEFAULT_STORAGE_BLOCK")
    reader.shown(
      "tasks.scheduling.delete_failed_submissions", or: "PREFECT_TASK_SCHEDULING_DELETE_FAILED_SUBMISSIONS", true)
  }

  private static func readWorkers(_ reader: inout SettingsReader) {
    reader.shown("runner.process_limit", 5)
    reader.shown("runner.poll_frequency", 10)
    reader.shown("runner.crash_on_cancellation_failure", false)
    reader.shown("runner.auto_install_dependencies", false)
    reader.shown("runner.server.enable", false)
    reader.shown("runner.server.host", "localhost")
    reader.shown("runner.server.port", 8080)
    reader.choice("runner.server.log_level", "ERROR", of: levels, "")
    reader.shown("runner.server.missed_polls_tolerance", 2)
    reader.shown("worker.debug_mode", false)
    reader.shown("worker.heartbeat_seconds", 30.0)
    reader.shown("worker.query_seconds", 10.0)
    reader.shown("worker.prefetch_seconds", 10.0)
    reader.shown("worker.enable_cancellation", false)
    reader.shown("worker.cancellation_poll_seconds", 120.0)
    reader.shown("worker.webserver.host", "0.0.0.0")
    reader.shown("worker.webserver.port", 8080)
  }
}

/// Settings without bounds and without a meaning here.
extension SettingsReader {
  fileprivate mutating func shown(_ name: String, or alias: SettingAlias = .none, _ fallback: Bool) {
    flag(name, or: alias, fallback, "")
  }

  fileprivate mutating func shown(_ name: String, or alias: SettingAlias = .none, _ fallback: Int) {
    integer(name, or: alias, fallback, in: .min ... .max, "")
  }

  fileprivate mutating func shown(_ name: String, or alias: SettingAlias = .none, _ fallback: Double) {
    _ = read(
      name, or: alias, default: fallback, "", expected: "a number", show: SettingValue.number, parse: { Double($0) })
  }

  fileprivate mutating func shown(_ name: String, or alias: SettingAlias = .none, _ fallback: String) {
    text(name, or: alias, fallback, "")
  }

  fileprivate mutating func shownText(_ name: String, or alias: SettingAlias = .none) {
    optionalText(name, or: alias, "")
  }

  fileprivate mutating func shownFlag(_ name: String) {
    _ = read(
      name, or: .none, default: Bool?.none, "", expected: "true or false",
      show: { $0.map(SettingValue.flag) ?? .absent }, parse: { SettingsReader.parseFlag($0).map { .some($0) } })
  }

  /// Any JSON; items between commas where it is a list.
  fileprivate mutating func shownJSON(
    _ name: String, or alias: SettingAlias = .none, _ fallback: String, isList: Bool = false
  ) {
    _ = read(
      name, or: alias, default: RawJSON(validated: Array(fallback.utf8)), "", expected: "JSON", show: SettingValue.json
    ) { text in
      RawJSON(validated: Array((isList && !text.hasPrefix("[") ? "[\(text)]" : text).utf8)).document()?.root.raw
    }
  }

  /// A folder; `~` in front stands for the home of the user.
  fileprivate mutating func folder(_ name: String, _ fallback: String) -> String {
    let user = userHome
    func expand(_ path: String) -> String { path.hasPrefix("~/") ? user + path.dropFirst() : path }
    return read(
      name, or: .none, default: expand(fallback), "", expected: "a folder", show: SettingValue.text, parse: expand)
  }
}
