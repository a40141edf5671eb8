internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct CrossOriginTests {
  private let open = CrossOrigin(Answering(), origins: ["*"], methods: ["*"], headers: ["*"])
  private let closed = CrossOrigin(
    Answering(), origins: ["http://one.example"], methods: ["GET", "POST"], headers: ["x-one"])

  private func preflight(
    _ responder: CrossOrigin, origin: String = "http://one.example", method: String = "POST", headers: String? = nil
  ) async -> Response {
    var fields = [("origin", origin), ("access-control-request-method", method)]
    if let headers { fields.append(("access-control-request-headers", headers)) }
    return await responder.respond(to: Request(.options, "/api/flows/", fields))
  }

  @Test("A request without an origin is passed on, and its answer varies by origin all the same")
  func passesOn() async {
    let response = await open.respond(to: Request(.get, "/api/health"))
    #expect(response.isAnswered)
    #expect(!response.headers.fields.contains { $0.name.hasPrefix("access-control") })
    #expect(response.headers.values("vary") == ["Origin"])
  }

  @Test("Where every origin is welcome the answer says so, also one that refuses")
  func welcomesAll() async {
    let response = await open.respond(to: Request(.get, "/api/health", [("origin", "http://other.example")]))
    #expect(response.headers["access-control-allow-origin"] == "*")
    #expect(response.headers.values("vary") == ["Origin"])
  }

  @Test("Where some are welcome they are named, and the others are not")
  func namesWelcome() async {
    let welcome = await closed.respond(to: Request(.get, "/api/health", [("origin", "http://one.example")]))
    #expect(welcome.headers["access-control-allow-origin"] == "http://one.example")
    #expect(welcome.headers["vary"] == "Origin")
    let other = await closed.respond(to: Request(.get, "/api/health", [("origin", "http://two.example")]))
    #expect(other.isAnswered)
    #expect(!other.headers.contains("access-control-allow-origin"))
  }

  @Test("A preflight is answered before anything else sees it")
  func answersPreflight() async {
    let response = await preflight(open, headers: "content-type, x-anything")
    #expect(!response.isAnswered)
    #expect(response.status == .ok)
    #expect(response.text == "OK")
    #expect(response.headers["access-control-allow-headers"] == "content-type, x-anything")
    #expect(response.headers["access-control-max-age"] == "600")
  }

  @Test(
    "A preflight for what is not allowed is told what that is",
    arguments: [
      ("http://two.example", "POST", "x-one", "Disallowed CORS origin"),
      ("http://one.example", "DELETE", "x-one", "Disallowed CORS method"),
      ("http://one.example", "POST", "x-two", "Disallowed CORS headers"),
      ("http://two.example", "DELETE", "x-two", "Disallowed CORS origin, method, headers"),
    ])
  func refusesPreflight(_ origin: String, _ method: String, _ headers: String, _ text: String) async {
    let response = await preflight(closed, origin: origin, method: method, headers: headers)
    #expect(response.status == .badRequest)
    #expect(response.text == text)
  }

  @Test("What an answer varies by already comes before the origin, in one field")
  func joinsVary() async {
    let compressed = Compression(Answering(), minimumBytes: 0, basePath: "/api")
    let responder = CrossOrigin(compressed, origins: ["*"], methods: ["*"], headers: ["*"])
    let response = await responder.respond(to: Request(.get, "/api/health"))
    #expect(response.headers.values("vary") == ["Accept-Encoding, Origin"])
  }

  @Test("A preflight varies by all that browsers ask in it, and is refused for a private network")
  func refusesPrivateNetwork() async {
    let asked = [
      ("origin", "http://one.example"), ("access-control-request-method", "POST"),
      ("access-control-request-private-network", "true"),
    ]
    let response = await open.respond(to: Request(.options, "/api/flows/", asked))
    #expect(response.status == .badRequest)
    #expect(response.text == "Disallowed CORS private-network")
    #expect(response.headers["vary"]?.hasSuffix("Access-Control-Request-Private-Network") == true)
    #expect(response.headers["access-control-allow-methods"]?.hasSuffix(", PUT, QUERY") == true)
  }

  @Test("What browsers send without asking is always allowed")
  func allowsSafeHeaders() async {
    #expect(await preflight(closed, headers: "Content-Type, accept , X-One").status == .ok)
  }

  @Test("OPTIONS that is no preflight goes to the routes")
  func passesOptions() async {
    #expect(await open.respond(to: Request(.options, "/api/flows/", [("origin", "http://a.example")])).isAnswered)
    #expect(
      await open.respond(to: Request(.options, "/api/flows/", [("access-control-request-method", "GET")])).isAnswered)
  }
}
