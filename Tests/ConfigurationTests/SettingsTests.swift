import JSON
import Testing
import Values

@testable import Configuration

let database = ["PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql+asyncpg://prefect:pw@db:5432/prefect"]

func settings(_ environment: [String: String] = [:]) throws(SettingsError) -> Settings {
  try Settings(environment: database.merging(environment) { $1 })
}

func problems(_ environment: [String: String]) -> [String] {
  do {
    _ = try settings(environment)
    return []
  } catch {
    return error.problems
  }
}

@Suite struct SettingsTests {
  @Test("Nothing but a database is needed, and the defaults are Prefect's")
  func defaults() throws {
    let found = try settings()
    #expect(found.warnings.isEmpty)
    #expect(found.address(of: .gateway) == .init(host: "127.0.0.1", port: 4200))
    #expect(found.server.basePath == "/api")
    #expect(found.server.defaultLimit == 200)
    #expect(found.server.authString == nil)
    #expect(found.server.corsAllowedOrigins == ["*"])
    #expect(found.server.csrfTokenExpiration == .seconds(3600))
    #expect(found.services.scheduler.maximumScheduledTime == .seconds(100 * 86_400))
    #expect(found.services.lateRuns.after == .seconds(15))
    #expect(found.services.vacuum.enabled == [.events])
    #expect(found.services.vacuum.eventRetentionOverrides == ["prefect.flow-run.heartbeat": .seconds(7 * 86_400)])
    #expect(found.events.retentionPeriod == .seconds(7 * 86_400))
    #expect(found.limits.maximumBodyBytes == 33_554_432)
    #expect(found.cluster.schedulerURL == "http://127.0.0.1:4201")
    #expect(found.cluster.logLevel == "INFO")
  }

  @Test("Proxies on this host are trusted unless others are named, by our name or by uvicorn's")
  func trustedProxies() throws {
    let local = try settings().server.trustedProxies
    #expect(local.contains("127.0.0.1:1") && local.contains("[::1]:1") && !local.contains("10.0.0.1:1"))
    for name in ["APUS_TRUSTED_PROXIES", "FORWARDED_ALLOW_IPS"] {
      let named = try settings([name: "10.0.0.0/8, 2001:db8::1"]).server.trustedProxies
      #expect(named.contains("10.1.2.3:1") && named.contains("[2001:db8::1]:1") && !named.contains("127.0.0.1:1"))
    }
    #expect(try settings(["FORWARDED_ALLOW_IPS": "*"]).server.trustedProxies == .everyone)
    #expect(try settings(["APUS_TRUSTED_PROXIES": "none"]).server.trustedProxies == .networks([]))
    #expect(
      problems(["APUS_TRUSTED_PROXIES": "edge"]) == [
        "APUS_TRUSTED_PROXIES is \"edge\"; expected addresses and networks such as 10.0.0.0/8 between commas, * for everyone, "
          + "or none."
      ])
  }

  @Test("What belongs to no flow run is kept for ever unless a time is set, which is at least an hour")
  func leftovers() throws {
    let found = try settings().services.vacuum.leftovers
    #expect(found.backgroundTaskRuns == nil && found.logs == nil && found.artifacts == nil)
    #expect(found.offlineWorkers == .seconds(90 * 86_400))
    #expect(
      problems(["APUS_OFFLINE_WORKER_RETENTION": "60"]) == [
        "APUS_OFFLINE_WORKER_RETENTION is \"60\"; expected seconds or an ISO 8601 duration from 3600 to 3153600000 seconds."
      ])
  }

  @Test("Silent and pending runs are left alone unless a tolerance is set, which is at least a minute")
  func tolerances() throws {
    let found = try settings().services
    #expect(found.silentRunTolerance == nil && found.pendingRunTolerance == nil)
    let set = try settings(["APUS_SILENT_RUN_TOLERANCE": "PT10M", "APUS_PENDING_RUN_TOLERANCE": "3600"]).services
    #expect(set.silentRunTolerance == .seconds(600) && set.pendingRunTolerance == .seconds(3600))
    #expect(
      problems(["APUS_SILENT_RUN_TOLERANCE": "30"]) == [
        "APUS_SILENT_RUN_TOLERANCE is \"30\"; expected seconds or an ISO 8601 duration from 60 to 31536000 seconds."
      ])
  }

  @Test("The UI reports nothing to the makers of Prefect unless it is told to")
  func analytics() throws {
    func shown(_ environment: [String: String] = [:]) throws -> SettingValue? {
      try settings(environment).values.first { $0.name == "server.analytics_enabled" }?.value
    }
    #expect(try shown() == .flag(false))
    #expect(try shown(["PREFECT_SERVER_ANALYTICS_ENABLED": "true"]) == .flag(true))
  }

  @Test("Every name is known once, and every setting has a meaning and a group")
  func catalogue() {
    let entries = Settings.catalogue
    #expect(Set(entries.map(\.name)).count == entries.count)
    let variables = entries.flatMap(\.variables)
    #expect(Set(variables).count == variables.count)
    #expect(entries.allSatisfy { $0.meaning.hasSuffix(".") && !$0.group.isEmpty && !$0.services.isEmpty })
    // The reference has 137 settings in its tree, and the encryption key beside it.
    #expect(entries.count { $0.name.hasPrefix("server.") } == 138)
    #expect(entries.allSatisfy { !$0.isSet && $0.value == $0.fallback })
  }

  @Test("A setting is found under each of its names, the first name first")
  func aliases() throws {
    #expect(try settings(["PREFECT_API_DEFAULT_LIMIT": "10"]).server.defaultLimit == 10)
    #expect(try settings(["PREFECT_EVENTS_RETENTION_PERIOD": "60"]).events.retentionPeriod == .seconds(60))
    #expect(try settings(["PREFECT_API_SERVICES_LATE_RUNS_ENABLED": "no"]).services.lateRuns.enabled == false)
    let both = try settings(["PREFECT_SERVER_API_DEFAULT_LIMIT": "5", "PREFECT_API_DEFAULT_LIMIT": "10"])
    #expect(both.server.defaultLimit == 5)
    #expect(both.warnings.count == 1)
    #expect(try settings(["prefect_server_api_port": "4300"]).server.port == 4300)
  }

  @Test("Empty values count as none and white space around values does not count")
  func trims() throws {
    let found = try settings(["PREFECT_SERVER_API_PORT": " ", "PREFECT_SERVER_API_HOST": " ::1\n"])
    #expect(found.address(of: .gateway) == .init(host: "::1", port: 4200))
  }

  @Test("All problems are reported together, each in a sentence that names the setting")
  func reportsAll() {
    let found = problems([
      "PREFECT_SERVER_API_PORT": "http", "PREFECT_SERVER_METRICS_ENABLED": "perhaps",
      "APUS_HTTP_MAX_BODY_BYTES": "12", "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "P1X",
      "APUS_SCHEDULER_URL": "scheduler:4201", "APUS_LOG_LEVEL": "LOUD",
    ])
    #expect(found.count == 6)
    #expect(
      found.contains("PREFECT_SERVER_API_PORT is \"http\"; expected a whole number from 0 to 65535."))
    #expect(found.contains("PREFECT_SERVER_METRICS_ENABLED is \"perhaps\"; expected true or false."))
    #expect(
      found.contains(
        "APUS_LOG_LEVEL is \"LOUD\"; expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL."))
  }

  @Test(
    "The API's address for the UI is a URL or a path", arguments: ["PREFECT_UI_API_URL", "PREFECT_SERVER_UI_API_URL"])
  func apiURL(name: String) throws {
    for good in ["https://a.example/api", "http://[::1]:4200/sub/api/", "HTTP://a", "/api"] {
      #expect(try settings([name: good]).ui.apiURL == good)
    }
    for bad in [
      "junk", "ftp://a/api", "http://", "http:///api", "http://u@a/api", "http://a:x/api", "http://a/?b", "//a/api",
      "http://a b",
    ] {
      #expect(
        problems([name: bad]) == [
          "\(name) is \"\(bad)\"; expected an address such as https://prefect.example.com/api, or a path such as /api."
        ])
    }
  }

  @Test("A request's target may be no longer than its head, and is bounded by it if nothing else is said")
  func targetBytes() throws {
    #expect(try settings().limits.maximumTargetBytes == 65_536)
    #expect(try settings(["APUS_HTTP_MAX_HEADER_BYTES": "8192"]).limits.maximumTargetBytes == 8192)
    #expect(try settings(["APUS_HTTP_MAX_TARGET_BYTES": "2000"]).limits.maximumTargetBytes == 2000)
    #expect(
      problems(["APUS_HTTP_MAX_TARGET_BYTES": "100000"]) == [
        "APUS_HTTP_MAX_TARGET_BYTES is greater than APUS_HTTP_MAX_HEADER_BYTES, which is 98304."
      ])
  }

  @Test("An unknown name of ours or of the server's stops the start and names the nearest")
  func unknown() {
    #expect(
      problems(["APUS_DRAIN_TIMOUT": "5"]) == ["APUS_DRAIN_TIMOUT is not a setting; did you mean APUS_DRAIN_TIMEOUT?"])
    #expect(
      problems(["PREFECT_SERVER_API_PROT": "5"]) == [
        "PREFECT_SERVER_API_PROT is not a setting; did you mean PREFECT_SERVER_API_PORT?"
      ])
    #expect(problems(["APUS_X": "1"]) == ["APUS_X is not a setting; see --help."])
  }

  @Test("Settings of clients and everything else are ignored")
  func ignores() {
    #expect(
      problems([
        "PREFECT_API_URL": "http://x/api", "PREFECT_HOME": "/root", "PREFECT_LOGGING_LEVEL": "LOUD", "PATH": "/bin",
        "PREFECT_PROFILES_PATH": "/p", "PREFECT_API_KEY": "k",
      ]).isEmpty)
  }

  @Test("What Kubernetes puts into a container for a Service is not taken for a setting")
  func kubernetes() throws {
    let found = try settings([
      "APUS_SCHEDULER_PORT": "tcp://10.0.0.7:4201", "APUS_SCHEDULER_SERVICE_HOST": "10.0.0.7",
      "APUS_SCHEDULER_SERVICE_PORT": "4201", "APUS_SCHEDULER_SERVICE_PORT_HTTP": "4201",
      "APUS_SCHEDULER_PORT_4201_TCP": "tcp://10.0.0.7:4201", "APUS_SCHEDULER_PORT_4201_TCP_PROTO": "tcp",
      "APUS_SCHEDULER_PORT_4201_TCP_PORT": "4201", "APUS_SCHEDULER_PORT_4201_TCP_ADDR": "10.0.0.7",
      "PREFECT_SERVER_PORT": "tcp://10.0.0.8:4200", "PREFECT_SERVER_SERVICE_HOST": "10.0.0.8",
    ])
    #expect(found.cluster.scheduler.port == 4201)
    #expect(try settings(["APUS_SCHEDULER_PORT": "5000"]).cluster.scheduler.port == 5000)
    #expect(!problems(["PREFECT_SERVER_PORT": "4200"]).isEmpty)
  }

  @Test("A setting without effect is accepted, and named once when it is not the default")
  func withoutEffect() throws {
    let found = try settings([
      "PREFECT_SERVER_DOCKET_URL": "redis://:secret@redis", "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": "5",
      "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
    ])
    #expect(found.warnings.count == 2)
    #expect(found.warnings.contains { $0.hasPrefix("PREFECT_SERVER_DOCKET_URL has no effect in Apus because ") })
    #expect(found.warnings.contains { $0.hasPrefix("PREFECT_SERVER_EVENTS_MESSAGING_BROKER has no effect") })
    #expect(!HelpText.effective(found, for: .gateway).contains("secret"))
    #expect(!problems(["PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE": "many"]).isEmpty)
  }

  @Test("A variable of the scripts that the shell exports does not stop a service")
  func scripts() throws {
    let found = try settings([
      "APUS_BIN_DIR": ".build/debug", "APUS_TEST_DATABASE_URL": "postgresql://x", "APUS_TEST_PORTS": "1-2",
      "APUS_SKIP_BUILD": "1", "APUS_PORT": "4200", "APUS_POSTGRES_PASSWORD": "p",
    ])
    #expect(found.warnings.isEmpty)
    #expect(problems(["APUS_BIN_DIRECTORY": "x"]).count == 1)
  }

  @Test(
    "A setting of a part that is not there yet says so when it is set",
    arguments: [
      ("PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE", "module"),
      ("PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED", "false"), ("PREFECT_SERVER_API_KEEPALIVE_TIMEOUT", "60"),
      ("PREFECT_SERVER_DATABASE_MIGRATION_TIMEOUT", "60"),
    ])
  func notImplemented(_ name: String, _ value: String) throws {
    #expect(try settings([name: value]).warnings.contains { $0.hasPrefix("\(name) has no effect in Apus because ") })
    #expect(!HelpText.help(for: .gateway).contains("\(name) ") && !HelpText.help(for: .scheduler).contains("\(name) "))
  }

  @Test("The terms of clean-up messages are read, and checked")
  func cleanupTerms() throws {
    let found = try settings([
      "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS": "0.5",
      "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_MAX_DELIVERY_ATTEMPTS": "2",
      "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_COMPLETED_IDEMPOTENCY_RETENTION_SECONDS": "60",
      "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED": "0",
      "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "1",
      "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_BATCH_SIZE": "7", "APUS_WORKER_CLEANUP_DEAD_RETENTION": "9",
    ])
    let terms = found.workerChannel
    #expect(terms.lease == .milliseconds(500) && terms.maximumDeliveries == 2)
    #expect(terms.completedRetention == .seconds(60) && terms.deadRetention == .seconds(9))
    #expect(!terms.reconciler.enabled && terms.reconciler.interval == .seconds(1) && terms.reconcilerBatchSize == 7)
    #expect(found.warnings.isEmpty)
    let bounds = try settings([
      "APUS_WORKER_CHANNEL_OPENING_TIMEOUT": "3", "APUS_WORKER_CHANNEL_FRAME_BYTES": "2048",
      "APUS_WORKER_CHANNEL_NAMES": "5",
    ]).workerChannel
    #expect(bounds.openingTimeout == .seconds(3) && bounds.frameBytes == 2048 && bounds.names == 5)
    #expect(problems(["PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS": "0"]).count == 1)
    #expect(problems(["PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_MAX_DELIVERY_ATTEMPTS": "0"]).count == 1)
  }

  @Test("Settings that belong together are checked together")
  func together() {
    #expect(problems(["APUS_TLS_CERTIFICATE": "/c.pem"]).count == 1)
    #expect(problems(["APUS_TLS_CERTIFICATE": "/c.pem", "APUS_TLS_KEY": "/k.pem"]).isEmpty)
  }

  @Test("Secrets are nowhere to be seen")
  func secrets() throws {
    let found = try settings([
      "PREFECT_SERVER_API_AUTH_STRING": "admin:hunter2", "APUS_INTERNAL_TOKEN": "hunter2hunter2hunter2",
      "PREFECT_SERVER_ENCRYPTION_KEY": "hunter2",
    ])
    #expect(found.server.authString?.reveal() == "admin:hunter2")
    var dumped = ""
    dump(found, to: &dumped)
    #expect(!dumped.contains("hunter2") && !dumped.contains("prefect:pw"))
    #expect(!"\(found)".contains("hunter2"))
    let value = found.values.first { $0.name == "server.api.auth_string" }?.value
    #expect(value == .masked)
    #expect(
      problems(["PREFECT_SERVER_API_AUTH_STRING": "hunter2", "APUS_INTERNAL_TOKEN": "short-token"])
        .allSatisfy { !$0.contains("hunter2") && !$0.contains("short-token") })
  }

  @Test("The document of all settings nests them by their names, masks secrets and leaves ours out")
  func document() throws {
    let found = try settings([
      "PREFECT_SERVER_API_AUTH_STRING": "admin:hunter2", "PREFECT_API_KEY": "hunter2", "APUS_LOG_LEVEL": "ERROR",
      "PREFECT_CLIENT_RETRY_EXTRA_CODES": "429,503", "PREFECT_HOME": "/srv/prefect",
    ])
    let text = RawJSON(writing: SettingsDocument(found).write)
    let root = try #require(text.document()?.root)
    #expect(!text.description.contains("hunter2") && root["apus"] == nil)
    #expect(root["api"]?["key"]?.text == "**********" && root["server"]?["api"]?["auth_string"]?.text == "**********")
    #expect(root["server"]?["logging_level"]?.text == "ERROR")
    #expect(root["client"]?["retry_extra_codes"]?.elements.compactMap(\.integer) == [429, 503])
    #expect(root["results"]?["local_storage_path"]?.text == "/srv/prefect/storage")
    #expect(problems(["PREFECT_CLIENT_MAX_RETRIES": "many"]).isEmpty)
  }

  @Test("The log level is ours, else Prefect's")
  func logLevel() throws {
    #expect(try settings(["PREFECT_SERVER_LOGGING_LEVEL": "debug"]).cluster.logLevel == "DEBUG")
    let both = try settings(["PREFECT_LOGGING_SERVER_LEVEL": "ERROR", "APUS_LOG_LEVEL": "warning"])
    #expect(both.cluster.logLevel == "WARNING")
  }

  @Test("What the vacuum removes is a list, or one of the older words")
  func vacuum() throws {
    let name = "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"
    #expect(try settings([name: "flow_runs"]).services.vacuum.enabled == [.flowRuns, .orphans])
    #expect(try settings([name: "true"]).services.vacuum.enabled == [.events, .flowRuns, .orphans])
    #expect(try settings([name: "false"]).services.vacuum.enabled == [.events])
    #expect(try settings([name: " orphans , events"]).services.vacuum.enabled == [.orphans, .events])
    #expect(!problems([name: "everything"]).isEmpty)
    let overrides = "PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES"
    #expect(
      try settings([overrides: #"{ "a.b" : "P1D", "c": 60.5 }"#]).services.vacuum.eventRetentionOverrides
        == ["a.b": .seconds(86_400), "c": .milliseconds(60_500)])
    for text in ["{", "[]", #"{"a": 0}"#, #"{"a": "x"}"#, #"{"a": 1} x"#, #"{"a": 1,}"#, "7"] {
      #expect(!problems([overrides: text]).isEmpty)
    }
  }

  @Test("Paths get one leading slash and no trailing one")
  func basePath() throws {
    #expect(try settings(["PREFECT_SERVER_API_BASE_PATH": "prefect/api/"]).server.basePath == "/prefect/api")
    #expect(try settings(["PREFECT_SERVER_API_BASE_PATH": "/"]).server.basePath == "")
  }

  @Test("Event loops are one per two processors unless set")
  func eventLoops() throws {
    let cluster = try settings().cluster
    #expect([1, 2, 3, 4, 16].map { cluster.eventLoopCount(processors: $0) } == [1, 1, 1, 2, 8])
    #expect(try settings(["APUS_EVENT_LOOPS": "3"]).cluster.eventLoopCount(processors: 16) == 3)
  }
}
