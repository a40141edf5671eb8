import HTTP
import Testing

@testable import Routing

@Suite("Router")
struct RouterTests {
  private struct Broken: Error {}

  private func router() throws -> Router {
    let table = try RouteTable([
      .post("/api/flows/") { _ in Response(status: .created) },
      .delete("/api/flows/") { _ in Response(status: .noContent) },
      .get("/api/health") { _ in .json(Array("true".utf8)) },
      .get("/api/broken") { _ in throw Broken() },
      .webSocket("/api/events/in") { _ in Response(status: .switchingProtocols) },
    ])
    return Router(table) { _, _ in Response(status: .internalServerError) }
  }

  private func respond(_ method: Method, _ path: String, headers: [(String, String)] = []) async throws -> Response {
    let request = Request(method: method, path: path, query: "a=1", authority: "h:1", headers: Headers(headers))
    return try await router().respond(to: request)
  }

  @Test("The other slash form is redirected to with the query and the host of the request")
  func redirects() async throws {
    let response = try await respond(.get, "/api/health/")
    #expect(response.status == .temporaryRedirect)
    #expect(response.headers["location"] == "http://h:1/api/health?a=1")
    #expect(try await respond(.put, "/api/flows").status == .temporaryRedirect)
    #expect(try await respond(.get, "/api/health//").headers["location"] == "http://h:1/api/health?a=1")
    // All slashes go at once, and no route has what is left.
    #expect(try await respond(.post, "/api/flows//").status == .notFound)
  }

  @Test("An unknown path is 404, an unknown method 405 with Allow")
  func unknown() async throws {
    #expect(try await respond(.get, "/api/nope/").status == .notFound)
    let response = try await respond(.get, "/api/flows/")
    #expect(response.status == .methodNotAllowed)
    #expect(response.headers["allow"] == "POST, DELETE")
  }

  @Test("What a handler throws goes through the error mapping")
  func errors() async throws {
    #expect(try await respond(.get, "/api/broken").status == .internalServerError)
  }

  @Test("WebSocket routes are reached by a handshake only, and an unknown one is 403")
  func webSockets() async throws {
    let handshake = [("upgrade", "websocket"), ("connection", "Upgrade")]
    #expect(try await respond(.get, "/api/events/in").status == .notFound)
    #expect(try await respond(.get, "/api/events/in", headers: handshake).status == .switchingProtocols)
    #expect(try await respond(.get, "/api/health", headers: handshake).status == .forbidden)
  }
}
