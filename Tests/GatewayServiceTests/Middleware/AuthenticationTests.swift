internal import Configuration
internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct AuthenticationTests {
  private let guarded = BasicAuthentication(Answering(), authString: Secret("admin:pass:word"), basePath: "/api")

  private let right = [("authorization", "Basic YWRtaW46cGFzczp3b3Jk")]

  @Test("Who shows the auth string is let in")
  func letsIn() async {
    #expect(await guarded.respond(to: Request(.post, "/api/flows/", right)).isAnswered)
  }

  @Test("Everybody else is told that they are not authorised, and no more")
  func refuses() async {
    // Another password, only the name, a scheme in lower case, and what is no such header at all.
    let wrong = [
      "Basic YWRtaW46d3Jvbmc=", "Basic YWRtaW4=", "basic YWRtaW46cGFzczp3b3Jk", "Basic", "Basic !!!", "Bearer x", "",
      nil,
    ]
    for header in wrong {
      let headers = header.map { [("authorization", $0)] } ?? []
      let response = await guarded.respond(to: Request(.get, "/api/version", headers))
      #expect(response.status == .unauthorized)
      #expect(response.text == #"{"exception_message":"Unauthorized"}"#)
      #expect(!response.headers.contains("www-authenticate"))
    }
  }

  @Test(
    "Health and readiness are told to everybody, but only by GET and at their very paths",
    arguments: [
      (Method.get, "/api/health", true), (.get, "/api/ready", true), (.head, "/api/health", false),
      (.get, "/api/health/", false), (.get, "/api/version", false), (.get, "/", true), (.get, "/assets/x.js", true),
      (.get, "/apinope", true), (.get, "/api", true), (.get, "/api/", false),
    ])
  func exempts(_ method: Method, _ path: String, _ isOpen: Bool) async {
    #expect(await guarded.respond(to: Request(method, path)).isAnswered == isOpen)
  }

  @Test(
    "An escape in the path hides nothing: what the routes would decode is guarded",
    arguments: ["/%61pi/flows/count", "/api%2Fflows/count", "/%61%70%69/version", "/ap%69/"])
  func seesThroughEscapes(_ path: String) async {
    #expect(await guarded.respond(to: Request(.post, path)).status == .unauthorized)
  }

  @Test("A WebSocket is let through, because it asks for the auth string in its first message")
  func letsSocketsThrough() async {
    let handshake = [("upgrade", "websocket"), ("connection", "Upgrade")]
    #expect(await guarded.respond(to: Request(.get, "/api/events/in", handshake)).isAnswered)
  }
}
