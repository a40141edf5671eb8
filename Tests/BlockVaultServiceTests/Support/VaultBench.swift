internal import Configuration
internal import Glibc
internal import HTTP
internal import Hosting
internal import JSON
internal import Observability
internal import Postgres
internal import Reactor
internal import Routing
internal import Synchronization
internal import Testing
internal import Values

@testable internal import BlockVaultService
@testable internal import Store

/// A vault on a schema of its own, asked in memory.
struct VaultBench {
  struct Missing: Error, CustomStringConvertible {
    let description = "These tests need a PostgreSQL server: set APUS_TEST_DATABASE_URL as for the tests of Postgres."
  }

  /// The tables are made one test at a time, as extensions are.
  private static let gate = Gate(places: 4)

  let database: Database
  let lines = LogLines()

  /// Runs `body` with the schema of Prefect in a schema of the test's own.
  static func run(_ body: (VaultBench) async throws -> Void) async throws {
    guard let value = getenv("APUS_TEST_DATABASE_URL") else { throw Missing() }
    var configuration = try DatabaseConfiguration(url: String(cString: value))
    let schema = "t_\(UUID.random().high)"
    configuration.searchPath = "\(schema), public"
    configuration.applicationName = schema
    configuration.laneConnections = 2
    await gate.enter()
    let loop = try EventLoop(name: "test")
    loop.start()
    let database = Database(loop: loop, configuration: configuration, logger: .silent)
    database.start()
    var failure: (any Error)?
    do {
      try await database.waitUntilReady()
      try await database.transaction { transaction in
        _ = try await transaction.run(Statement("", "SELECT pg_advisory_xact_lock(20262026)::text"))
        try await transaction.script("CREATE SCHEMA \(schema)")
        try await transaction.script(Migration.prefect.script)
      }
      try await body(VaultBench(database: database))
    } catch {
      failure = error
    }
    _ = try? await database.transaction { try await $0.script("DROP SCHEMA IF EXISTS \(schema) CASCADE") }
    await database.shutdown()
    loop.stop()
    loop.join()
    await gate.leave()
    if let failure { throw failure }
  }

  /// A service on the database, with keys from the settings or the one in the database.
  func vault(keys: String? = nil) throws -> Vault {
    var environment = ["PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://localhost/unused"]
    environment["PREFECT_SERVER_ENCRYPTION_KEY"] = keys
    let settings = try Settings(environment: environment)
    let logger = lines.logger
    let keyring = Keyring(given: settings.vault.encryptionKeys, logger: logger)
    return Vault(
      parts: VaultParts(database: database, keyring: keyring, logger: logger), settings: settings, logger: logger)
  }

  /// The first column of the first row.
  func text(_ sql: String) async throws -> String? {
    let rows = try await database.run(Statement("", "SELECT (\(sql))::text", isRepeatable: true))
    var reader = try #require(rows.first).reader()
    return try reader.optionalText()
  }
}

/// One service, asked by its router.
struct Vault: Sendable {
  let parts: VaultParts
  let settings: Settings
  let logger: Logger

  struct Answer {
    var status: Int
    var body: JSONValue?

    subscript(path: String...) -> JSONValue? {
      path.reduce(body) { value, key in value?[key] }
    }
  }

  func send(_ method: Method, _ path: String, _ body: String? = nil) async throws -> Answer {
    let router = Router(
      try RouteTable(parts.routes(RequestReading(settings))), mapError: ErrorResponses(logger: logger).response)
    let pieces = path.split(separator: "?", maxSplits: 1)
    let request = Request(
      method: method, path: String(pieces[0]), query: pieces.count > 1 ? String(pieces[1]) : nil,
      headers: Headers([("content-type", "application/json")]), body: Array((body ?? "").utf8))
    let response = await router.respond(to: request)
    guard case .bytes(let bytes) = response.body else { return Answer(status: response.status.code) }
    return Answer(status: response.status.code, body: try JSONDocument.parse(bytes).root)
  }

  /// Registers a type and its schema; answers their ids.
  func register(_ slug: String, fields: String, capabilities: String = "[]") async throws -> (
    type: String, schema: String
  ) {
    let type = try #require(
      try await send(.post, "/block_types/", #"{"name":"\#(slug)","slug":"\#(slug)"}"#)["id"]?.text)
    let schema = try await send(
      .post, "/block_schemas/", #"{"fields":\#(fields),"block_type_id":"\#(type)","capabilities":\#(capabilities)}"#)
    return (type, try #require(schema["id"]?.text))
  }

  /// Saves a document; answers its id.
  func save(_ name: String, _ data: String, _ kind: (type: String, schema: String)) async throws -> String {
    let answer = try await send(
      .post, "/block_documents/",
      #"{"name":"\#(name)","data":\#(data),"block_type_id":"\#(kind.type)","block_schema_id":"\#(kind.schema)"}"#)
    #expect(answer.status == 201)
    return try #require(answer["id"]?.text)
  }

  /// A document's data as text.
  func data(_ id: String, secrets: Bool = true) async throws -> String {
    let answer = try await send(.get, "/block_documents/\(id)?include_secrets=\(secrets)")
    return try #require(answer["data"]?.raw.description)
  }
}

/// Keeps what is logged.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  var logger: Logger {
    Logger(service: "test") { line in
      let text = String(decoding: line, as: UTF8.self)
      self.lines.withLock { $0.append(text) }
    }
  }

  var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

/// Lets a number of tasks in at a time.
actor Gate {
  private var places: Int
  private var waiters: [CheckedContinuation<Void, Never>] = []

  init(places: Int) {
    self.places = places
  }

  func enter() async {
    if places > 0 {
      places -= 1
    } else {
      await withCheckedContinuation { waiters.append($0) }
    }
  }

  func leave() {
    if waiters.isEmpty { places += 1 } else { waiters.removeFirst().resume() }
  }
}
