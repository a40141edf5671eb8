internal import Configuration
internal import HTTP
internal import Observability
internal import Testing

@testable internal import GatewayService

@Suite struct WebUITests {
  private static let placeholder = "/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER"
  private static let script = "import('\(placeholder)/x');" + String(repeating: "abc ", count: 50_000)
  private static let first = ["ui/index.html": "one \(placeholder)/", "ui/robots.txt": "none"]
  private static let second = ["ui-v2/index.html": "two \(placeholder)/", "ui-v2/assets/a.js": script]

  private let folder: TemporaryFolder
  private let responder: WebUIResponder

  private init(_ files: [String: String], _ environment: [String: String] = [:]) throws {
    folder = TemporaryFolder(files)
    let variables = [
      "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://nobody@localhost:1/none",
      "APUS_UI_DIRECTORY": folder.path,
    ]
    let settings = try Settings(environment: variables.merging(environment) { $1 }, service: .gateway)
    let missing = Answering(response: .json(Array("missing".utf8), status: .notFound))
    responder = WebUIResponder(missing, ui: WebUI(settings, logger: .silent), basePath: "/api")
  }

  init() throws {
    try self.init(WebUITests.first.merging(WebUITests.second) { $1 })
  }

  private func get(_ path: String, _ headers: [(String, String)] = []) async -> Response {
    await responder.respond(to: Request(.get, path, headers))
  }

  @Test("Each interface has its page, with its base in the place of the placeholder")
  func pages() async throws {
    #expect(try await get("/").wholeText() == "one /")
    #expect(try await get("/v2/").wholeText() == "two /v2/")
    #expect(try await get("/v2/runs/1", [("accept", "text/html")]).wholeText() == "two /v2/")
    #expect(try await get("/runs/1", [("accept", "text/html")]).wholeText() == "one /")
    #expect(await get("/v2/").headers["content-type"] == "text/html; charset=utf-8")
    #expect(await get("/v2").headers["location"] == "http://localhost:4200/v2/")
  }

  @Test("Pages may call the API and nobody else, unless analytics are on")
  func policy() async throws {
    let rest = "; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:"
    let own = "connect-src 'self' data: blob: http://localhost:4200 ws://localhost:4200"
    #expect(await get("/v2/").headers[UIContentPolicy.field] == own + rest)
    #expect(await get("/").headers[UIContentPolicy.field] == own + rest)
    #expect(await get("/v2/runs/1", [("accept", "text/html")]).headers[UIContentPolicy.field] == own + rest)
    let unchanged = await get("/v2/", [("if-none-match", "*")])
    #expect(unchanged.status == .notModified)
    #expect(unchanged.headers[UIContentPolicy.field] == own + rest)
    #expect(await get("/v2/assets/a.js").headers[UIContentPolicy.field] == nil)

    let inviting = try WebUITests(WebUITests.first, ["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "true"])
    #expect(await inviting.get("/").headers[UIContentPolicy.field] == own + " https://getform.io" + rest)
    let moved = try WebUITests(WebUITests.first, ["PREFECT_UI_API_URL": "https://a.example:8443/api"])
    #expect(
      await moved.get("/").headers[UIContentPolicy.field]
        == "connect-src 'self' data: blob: https://a.example:8443 wss://a.example:8443" + rest)
    let open = try WebUITests(WebUITests.first, ["PREFECT_SERVER_ANALYTICS_ENABLED": "true"])
    #expect(await open.get("/").headers[UIContentPolicy.field] == nil)
  }

  @Test("What a client calls the host does not add to the policy")
  func policyHost() {
    let policy = UIContentPolicy(showsPromotion: false)
    #expect(!policy.text(.v2, api: "http://a;img-src/api").contains("img-src"))
    #expect(policy.text(.v2, api: "/api").hasPrefix("connect-src 'self' data: blob:; "))
  }

  @Test(
    "A missing file is a 404 for whoever does not open a page",
    arguments: ["/v2/assets/b.js", "/x", "/v2/../robots.txt"])
  func missing(_ path: String) async throws {
    let response = await get(path, [("accept", "*/*")])
    #expect(response.status == .notFound)
    #expect(response.text == #"{"detail":"Not Found"}"#)
  }

  @Test("A script goes out compressed or plain, with its length and its tag")
  func script() async throws {
    let plain = await get("/v2/assets/a.js")
    let text = WebUITests.script.replacing(WebUITests.placeholder, with: "/v2")
    #expect(try await plain.wholeText() == text)
    #expect(plain.headers["content-length"] == String(text.utf8.count))
    #expect(plain.headers["vary"] == "Accept-Encoding")
    let compressed = await get("/v2/assets/a.js", [("accept-encoding", "br, gzip")])
    #expect(compressed.headers["content-encoding"] == "gzip")
    #expect(try await compressed.wholeBytes().starts(with: [0x1F, 0x8B]))
    #expect(compressed.headers["etag"] == plain.headers["etag"].map { "W/\($0)" })
    let head = await responder.respond(to: Request(.head, "/v2/assets/a.js"))
    #expect(head.headers["content-length"] == plain.headers["content-length"])
    let again = await get("/v2/assets/a.js", [("if-none-match", plain.headers["etag"] ?? "")])
    #expect(again.status == .notModified)
  }

  @Test("A browser that opens the root is sent to the interface that it prefers")
  func preference() async throws {
    let page = ("accept", "text/html")
    #expect(await get("/", [page]).headers["location"] == "/v2/")
    #expect(await get("/", [page, ("cookie", "prefect_ui_version=v1")]).status == .ok)
    #expect(await get("/v2/", [page, ("cookie", "prefect_ui_version=v1")]).status == .ok)
    let older = try WebUITests(WebUITests.first, [:])
    #expect(await older.get("/", [page]).status == .ok)
    #expect(await older.get("/v2/runs", [page]).headers["location"] == "/runs")
    #expect(await older.get("/v2//evil.example", [page]).headers["location"] == "/evil.example")
  }

  @Test("Both interfaces ask one address for their settings")
  func settings() async throws {
    #expect(
      await get("/ui-settings").text
        == #"{"api_url":"http://localhost:4200/api","csrf_enabled":false,"auth":null,"flags":[],"default_ui":"v2","#
        + #""available_uis":["v1","v2"],"v1_base_url":"/","v2_base_url":"/v2"}"#)
    #expect(await responder.respond(to: Request(.head, "/ui-settings")).headers["allow"] == "GET")
    #expect(await get("/ui-settings/").headers["location"] == "http://localhost:4200/ui-settings")
    #expect(await get("/v2/ui-settings").status == .notFound)
    let none = try WebUITests(
      WebUITests.first,
      [
        "PREFECT_UI_ENABLED": "false", "PREFECT_UI_API_URL": "https://a.example/api",
        "PREFECT_SERVER_API_AUTH_STRING": "a:b", "APUS_INTERNAL_TOKEN": "0123456789abcdef",
      ])
    #expect(
      await none.get("/ui-settings").text
        == #"{"api_url":"https://a.example/api","csrf_enabled":false,"auth":"BASIC","flags":[],"default_ui":"v2","#
        + #""available_uis":[],"v1_base_url":null,"v2_base_url":null}"#)
    #expect(await none.get("/", [("accept", "text/html")]).text == "missing")
  }

  @Test("What is the API's is left to it, however its path is spelt", arguments: ["/api/x", "/%61pi/x", "/api/"])
  func leavesAPI(_ path: String) async {
    #expect(await get(path, [("accept", "text/html")]).text == "missing")
  }

  @Test("Other methods are refused: 405 for what is there, 404 for what is not")
  func methods() async {
    #expect(await responder.respond(to: Request(.post, "/")).status == .methodNotAllowed)
    #expect(await responder.respond(to: Request(.delete, "/v2/assets/a.js")).status == .methodNotAllowed)
    #expect(await responder.respond(to: Request(.post, "/nope", [("accept", "text/html")])).status == .notFound)
  }

  @Test("What is kept of the files stays within its bound")
  func bounded() async throws {
    let text = { (seed: Int) in (0..<4000).map { String($0 * seed % 7919, radix: 36) }.joined() }
    let folder = TemporaryFolder(["index.html": "x", "a.js": text(31), "b.js": text(37), "c.js": text(41)])
    let bundle = try UIBundle(.v1, folder: UIFolder(path: folder.path), prefix: "")
    let contents = UIContents(maximumBytes: 10_000, logger: .silent)
    for name in ["a.js", "b.js", "c.js", "a.js"] {
      let file = try #require(bundle.resource(name)).file
      #expect(await contents.content(of: file, compressed: true)?.isCompressed == true)
      #expect(contents.keptBytes > 0 && contents.keptBytes <= 10_000)
    }
  }

  @Test("A file that changed under the server is not served by halves")
  func changed() async throws {
    folder.write("ui/robots.txt", "something else")
    #expect(await get("/robots.txt").status == .notFound)
  }
}

/// Takes what a body writes.
private actor Collector: BodyWriter {
  private(set) var bytes: [UInt8] = []

  func write(_ bytes: [UInt8]) { self.bytes += bytes }
}

extension Response {
  func wholeBytes() async throws -> [UInt8] {
    guard case .stream(let write) = body else { return bytes }
    let collector = Collector()
    try await write(collector)
    return await collector.bytes
  }

  func wholeText() async throws -> String {
    String(decoding: try await wholeBytes(), as: UTF8.self)
  }
}
