internal import Configuration
internal import HTTP
internal import Observability
internal import Testing
internal import Values

@testable internal import GatewayService

@Suite struct WebUIBehindProxyTests {
  private static let placeholder = "/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER"
  private let folder = TemporaryFolder([
    "ui/index.html": "one \(placeholder)/", "ui/a.svg": "picture", "ui-v2/index.html": "two \(placeholder)/",
  ])

  private func get(
    _ path: String, _ headers: [(String, String)], _ environment: [String: String] = [:]
  ) async throws -> Response {
    let variables = [
      "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://nobody@localhost:1/none",
      "APUS_UI_DIRECTORY": folder.path, "APUS_TRUSTED_PROXIES": "127.0.0.1",
    ]
    let settings = try Settings(environment: variables.merging(environment) { $1 }, service: .gateway)
    let missing = Answering(response: .json(Array("missing".utf8), status: .notFound))
    let ui = WebUIResponder(missing, ui: WebUI(settings, logger: .silent), basePath: settings.server.basePath)
    return await ProxyHeaders(ui, trusted: settings.server.trustedProxies).respond(to: Request(.get, path, headers))
  }

  private static let tls = [("x-forwarded-proto", "https"), ("x-forwarded-host", "prefect.example")]
  private static let below = tls + [("x-forwarded-prefix", "/p")]

  @Test("At a host's root pages are told of the proxy's scheme and host")
  func root() async throws {
    let answer = try await get("/ui-settings", WebUIBehindProxyTests.tls).text
    #expect(answer.contains(#""api_url":"https://prefect.example/api""#))
    #expect(answer.contains(#""v1_base_url":"/","v2_base_url":"/v2""#))
    #expect(try await get("/v2", WebUIBehindProxyTests.tls).headers["location"] == "https://prefect.example/v2/")
  }

  @Test("A proxy that takes the whole path away tells of it, and every address has it again")
  func stripsAll() async throws {
    let answer = try await get("/ui-settings", WebUIBehindProxyTests.below).text
    #expect(answer.contains(#""api_url":"https://prefect.example/p/api""#))
    #expect(answer.contains(#""v1_base_url":"/p","v2_base_url":"/p/v2""#))
    let page = ("accept", "text/html")
    #expect(try await get("/", WebUIBehindProxyTests.below + [page]).headers["location"] == "/p/v2/")
    #expect(try await get("/v2", WebUIBehindProxyTests.below).headers["location"] == "https://prefect.example/p/v2/")
    #expect(try await get("/", WebUIBehindProxyTests.below).wholeText() == "one /p/")
    #expect(try await get("/v2/runs", WebUIBehindProxyTests.below + [page]).wholeText() == "two /p/v2/")
  }

  @Test("A proxy that takes the path away from the API only may tell of it everywhere")
  func stripsAPI() async throws {
    let environment = ["PREFECT_SERVER_UI_SERVE_BASE": "/p"]
    let answer = try await get("/p/ui-settings", WebUIBehindProxyTests.below, environment).text
    #expect(answer.contains(#""api_url":"https://prefect.example/p/api""#))
    #expect(answer.contains(#""v1_base_url":"/p","v2_base_url":"/p/v2""#))
    #expect(try await get("/p/v2/", WebUIBehindProxyTests.below, environment).wholeText() == "two /p/v2/")
    let redirect = try await get("/p/v2", WebUIBehindProxyTests.below, environment)
    #expect(redirect.headers["location"] == "https://prefect.example/p/v2/")
  }

  @Test("A proxy that takes nothing away needs no prefix")
  func stripsNothing() async throws {
    let environment = ["PREFECT_SERVER_UI_SERVE_BASE": "/p", "PREFECT_SERVER_API_BASE_PATH": "/p/api"]
    let answer = try await get("/p/ui-settings", WebUIBehindProxyTests.tls, environment).text
    #expect(answer.contains(#""api_url":"https://prefect.example/p/api""#))
    #expect(answer.contains(#""v1_base_url":"/p","v2_base_url":"/p/v2""#))
  }

  @Test("Files for one prefix are not those for another, to browsers and caches")
  func tags() async throws {
    let plain = try await get("/", [])
    let below = try await get("/", WebUIBehindProxyTests.below)
    #expect(plain.headers["etag"] != below.headers["etag"])
    #expect(plain.headers["vary"] == "Accept-Encoding")
    #expect(below.headers["vary"] == "Accept-Encoding, X-Forwarded-Prefix")
    #expect(try await get("/a.svg", []).headers["etag"] == get("/a.svg", WebUIBehindProxyTests.below).headers["etag"])
  }
}
