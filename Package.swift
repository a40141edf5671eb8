// swift-tools-version: 6.2
import Foundation
import PackageDescription

// One package, four executables. The folders are the layers, and arrows point down only:
//
//   Services/<Name>/Executable   composition roots
//   Services/<Name>/{Server,Client}
//   Shared/                      domain, storage, infrastructure, runtime
//   Shared/System/               C libraries, each imported by one target only
//
// deploy/check-imports holds the same edges against the sources.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// Whether llhttp is a library (Debian 13's libllhttp-dev) and not C sources (Debian 12's node-llhttp). SwiftPM remembers
/// the answer: after an upgrade of the distribution, `swift package purge-cache`.
let llhttpIsLibrary = !FileManager.default.fileExists(atPath: "/usr/share/llhttp/llhttp.c")

func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: strict)
}

func system(_ name: String, link: [String]) -> Target {
  .target(
    name: name, path: "Shared/System/\(name)", publicHeadersPath: "include",
    linkerSettings: link.map { .linkedLibrary($0) })
}

func service(_ folder: String, _ dependencies: [Target.Dependency], embedding files: [String] = []) -> Target {
  .target(
    name: "\(folder)Service", dependencies: dependencies, path: "Services/\(folder)/Server",
    resources: files.map { .embedInCode($0) }, swiftSettings: strict)
}

func client(_ folder: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: "\(folder)Client", dependencies: dependencies, path: "Services/\(folder)/Client",
    swiftSettings: strict)
}

func program(_ name: String, _ folder: String, _ more: [Target.Dependency] = []) -> Target {
  .executableTarget(
    name: name, dependencies: [.target(name: "\(folder)Service"), "Lifecycle", "Configuration"] + more,
    path: "Services/\(folder)/Executable", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies,
    path: "Tests/\(name)Tests", swiftSettings: strict)
}

/// What every service is made of.
let serving: [Target.Dependency] = [
  "Values", "JSON", "Models", "Reactor", "Observability", "Lifecycle", "Configuration",
  "HTTP", "Routing", "Transport", "Postgres", "Store", "Hosting",
]

let package = Package(
  name: "apus",
  products: [
    .executable(name: "gateway", targets: ["gateway"]),
    .executable(name: "scheduler", targets: ["scheduler"]),
    .executable(name: "heartbeat-monitor", targets: ["heartbeat-monitor"]),
    .executable(name: "block-vault", targets: ["block-vault"]),
  ],
  targets: [
    // C libraries
    system("CReactor", link: []),
    system("CWipingHeap", link: []),
    system("CPQ", link: ["pq"]),
    system("CNGHTTP2", link: ["nghttp2"]),
    system("COpenSSL", link: ["ssl", "crypto"]),
    system("CZlib", link: ["z"]),
    system("CPCRE2", link: ["pcre2-8"]),
    system("CCurl", link: ["curl"]),
    .target(
      name: "CLLHTTP", path: "Shared/System/CLLHTTP", publicHeadersPath: "include",
      cSettings: [.headerSearchPath("include"), .define("LLHTTP_STRICT_MODE", to: "1")],
      linkerSettings: llhttpIsLibrary ? [.linkedLibrary("llhttp")] : []),

    // Runtime
    shared("Values"),
    shared("Reactor", ["CReactor", "Values"]),
    shared("Observability", ["Values", "Reactor"]),
    shared("Lifecycle", ["Reactor", "Observability", "Configuration", "Values"]),

    // Infrastructure
    shared("JSON", ["Values"]),
    shared("Crypto", ["COpenSSL", "Values"]),
    shared("Patterns", ["CPCRE2"]),
    shared("Configuration", ["Values", "JSON"]),
    shared("HTTP", ["CLLHTTP", "CZlib", "Values"]),
    shared("Routing", ["HTTP", "Values"]),
    shared("Transport", ["CNGHTTP2", "HTTP", "Reactor", "Observability", "Crypto", "Values"]),
    shared("Postgres", ["CPQ", "Reactor", "Observability", "Values"]),
    shared("Outgoing", ["CCurl", "JSON", "Reactor", "Values"]),

    // Domain
    shared("Models", ["Values", "JSON", "Schedules", "Templates", "JSONSchema"]),
    shared("Schedules", ["Values"]),
    shared("Templates", ["Values", "JSON"]),
    .target(
      name: "JSONSchema", dependencies: ["JSON", "Patterns", "Templates"], path: "Shared/JSONSchema",
      resources: [.embedInCode("MetaSchema.json")], swiftSettings: strict),
    shared("Orchestration", ["Values", "JSON", "Models", "JSONSchema"]),
    shared("Triggers", ["Values", "JSON", "Models"]),

    shared("APIDescription", ["JSON", "Models"]),

    // Storage
    .target(
      name: "Store",
      dependencies: [
        "Values", "JSON", "Models", "JSONSchema", "Templates", "Orchestration", "Triggers", "Postgres", "Reactor",
        "Observability",
      ],
      path: "Shared/Store",
      resources: [
        "001_prefect", "002_apus", "003_indexes", "004_index_steps", "005_entity_times", "006_run_tallies",
        "007_tallies", "008_list_indexes", "009_queue_tag_tallies", "010_more_tallies", "011_run_indexes",
        "012_names_and_failures", "013_subflows", "014_under_way", "015_prefect_3_9_1",
        "016_automations", "017_observed_states", "018_worker_channel", "019_event_intake",
      ]
      .map {
        .embedInCode("Migrations/\($0).sql")
      },
      swiftSettings: strict),

    // What every service is: a database, a server, health and metrics
    shared(
      "Hosting",
      [
        "Values", "JSON", "Models", "Reactor", "Observability", "Lifecycle", "Configuration", "Crypto", "HTTP",
        "Routing", "Transport", "Postgres", "Store",
      ]),

    // Services
    client("Scheduler", ["HTTP", "Routing", "Transport"]),
    client("HeartbeatMonitor", ["HTTP", "JSON", "Models", "Routing", "Transport", "Values"]),
    client("BlockVault", ["HTTP", "JSON", "Models", "Routing", "Transport", "Values"]),
    service(
      "Gateway",
      serving + [
        "Crypto", "JSONSchema", "Templates", "Orchestration", "APIDescription", "SchedulerClient",
        "HeartbeatMonitorClient",
        "BlockVaultClient",
      ], embedding: ["Description/Page.html"]),
    service(
      "Scheduler",
      serving + ["Orchestration", "Schedules", "Triggers", "Templates", "JSONSchema", "Outgoing", "BlockVaultClient"]),
    service("HeartbeatMonitor", serving + ["Orchestration"]),
    service("BlockVault", serving + ["Crypto"], embedding: ["Registration/SystemBlockTypes.json"]),
    // Secrets pass through these three.
    program("gateway", "Gateway", ["CWipingHeap"]),
    program("block-vault", "BlockVault", ["CWipingHeap"]),
    program("scheduler", "Scheduler", ["CWipingHeap"]),
    program("heartbeat-monitor", "HeartbeatMonitor"),

    // Tests
    tests("Values", []),
    tests("Reactor", ["Values"]),
    tests("JSON", ["Values"]),
    tests("Patterns", []),
    tests("Crypto", ["Values"]),
    tests("Configuration", ["Values", "JSON"]),
    tests("Observability", ["Values"]),
    tests("Lifecycle", ["Reactor", "Observability", "Configuration", "Values"]),
    tests("HTTP", ["Values"]),
    tests("Routing", ["HTTP", "Values"]),
    tests("Transport", ["HTTP", "Reactor", "Observability", "Crypto", "Values"]),
    tests("Postgres", ["Reactor", "Observability", "Values"]),
    tests("Models", ["Values", "JSON"]),
    tests("Orchestration", ["Values", "JSON", "Models"]),
    tests("Triggers", ["Values", "JSON", "Models"]),
    tests("Outgoing", ["JSON", "Reactor", "Values"]),
    tests("Schedules", ["Values"]),
    tests("JSONSchema", ["JSON"]),
    tests("Templates", ["JSON", "Values"]),
    tests("APIDescription", ["Models", "JSON"]),
    tests("Store", ["Values", "JSON", "Models", "Orchestration", "Triggers", "Postgres", "Reactor", "Observability"]),
    tests("Hosting", []),
    .testTarget(
      name: "GatewayServiceTests",
      dependencies: ["GatewayService", "APIDescription", "HeartbeatMonitorClient"] + serving,
      path: "Tests/GatewayServiceTests", swiftSettings: strict),

    .testTarget(
      name: "SchedulerServiceTests",
      dependencies: ["SchedulerService", "Schedules", "Triggers", "Outgoing", "Orchestration", "Templates"] + serving,
      path: "Tests/SchedulerServiceTests", swiftSettings: strict),
    .testTarget(
      name: "BlockVaultServiceTests", dependencies: ["BlockVaultService", "Crypto"] + serving,
      path: "Tests/BlockVaultServiceTests", swiftSettings: strict),

    // Prints the dates of schedules, for the comparison with the reference's generator
    .executableTarget(
      name: "dates", dependencies: ["SchedulerService", "Schedules", "Models", "JSON", "Values"],
      path: "Tests/Dates/Printer", swiftSettings: strict),

    // Evaluates triggers, for the comparison with the reference's own functions
    .executableTarget(
      name: "triggers", dependencies: ["Triggers", "Models", "JSON", "Values"], path: "Tests/Triggers/Printer",
      swiftSettings: strict),

    // Renders templates, for the comparison with the reference's own Jinja
    .executableTarget(
      name: "templates", dependencies: ["Templates", "JSON", "Values"], path: "Tests/Templates/Printer",
      swiftSettings: strict),

    // Prints the requests of notifications, or sends them, for the comparison with what the reference sends
    .executableTarget(
      name: "notifications", dependencies: ["Outgoing", "JSON", "Values"], path: "Tests/Notifications/Printer",
      swiftSettings: strict),

    // The benchmark's load generator
    .executableTarget(
      name: "load", dependencies: ["Reactor", "Values"], path: "Tests/Benchmark/Load", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
