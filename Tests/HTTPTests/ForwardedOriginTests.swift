import Testing
import Values

@testable import HTTP

@Suite struct ForwardedOriginTests {
  private func origin(
    _ headers: [(String, String)], from peer: String = "10.0.0.1:40000", trusted: [String] = ["10.0.0.0/8"]
  ) throws -> ForwardedOrigin {
    ForwardedOrigin(peer: peer, headers: Headers(headers), trusted: try #require(TrustedProxies(trusted)))
  }

  private static let all = [
    ("x-forwarded-proto", "https"), ("x-forwarded-host", "prefect.example:8443"), ("x-forwarded-prefix", "/prefect"),
    ("x-forwarded-for", "203.0.113.7"),
  ]

  @Test("A trusted proxy says scheme, host, prefix and client")
  func believes() throws {
    let found = try origin(ForwardedOriginTests.all)
    #expect(found.scheme == "https")
    #expect(found.authority == "prefect.example:8443")
    #expect(found.prefix == "/prefect")
    #expect(found.client == "203.0.113.7")
  }

  @Test("Nobody else does", arguments: ["11.0.0.1:40000", "127.0.0.1:40000", "[::1]:40000", "", "10.0.0.x"])
  func doubts(_ peer: String) throws {
    let nothing = try origin([])
    #expect(try origin(ForwardedOriginTests.all, from: peer) == nothing)
    #expect(try origin([("forwarded", "proto=https;host=a.example")], from: peer) == nothing)
  }

  @Test(
    "Of a scheme in any case only the word counts, a WebSocket's for its HTTP scheme",
    arguments: [
      ("https", "https"), ("HTTP", "http"), ("wss", "https"), ("ws", "http"), ("gopher", nil), ("https://", nil),
      ("", nil),
    ])
  func schemes(_ text: String, _ expected: String?) throws {
    #expect(try origin([("x-forwarded-proto", text)]).scheme == expected)
  }

  @Test(
    "A host is a name or an address, and perhaps a port",
    arguments: [
      "a", "prefect.example", "prefect.example:8443", "under_score.example", "192.0.2.1:1", "[2001:db8::1]",
      "[2001:db8::1]:65535",
    ])
  func hosts(_ text: String) throws {
    #expect(try origin([("x-forwarded-host", text)]).authority == text)
  }

  @Test(
    "What is no host is ignored",
    arguments: [
      "a.example/path", "a.example b.example", "user@a.example", "a.example:", "a.example:0", "a.example:65536",
      "a.example:+1", ":80", "[::1", "[a]", "[192.0.2.1]", "[::1]x", "a?b", "a#b", "a\\b", "\"a\"", "<a>", "ä.example",
      "a%41",
      String(repeating: "a", count: 256),
    ])
  func noHosts(_ text: String) throws {
    #expect(try origin([("x-forwarded-host", text)]).authority == nil)
  }

  @Test(
    "A prefix is a plain path; its last slash is left out",
    arguments: [
      ("/prefect", "/prefect"), ("/a/b/", "/a/b"), ("/", ""), ("/a.b-c_d~e", "/a.b-c_d~e"), ("prefect", ""),
      ("//evil.example", ""), ("/a//b", ""), ("/../a", ""), ("/a/.", ""), ("/a'b", ""), ("/a\"b", ""), ("/<a>", ""),
      ("/a b", ""), ("/%61", ""), ("/a?b", ""), ("/\\evil", ""), ("/" + String(repeating: "a", count: 256), ""),
    ])
  func prefixes(_ text: String, _ expected: String) throws {
    #expect(try origin([("x-forwarded-prefix", text)]).prefix == expected)
  }

  @Test("The client is the last address that no trusted proxy has")
  func clients() throws {
    func client(_ values: String..., trusted: [String] = ["10.0.0.0/8"]) throws -> String? {
      try origin(values.map { ("x-forwarded-for", $0) }, trusted: trusted).client
    }
    #expect(try client("198.51.100.1, 203.0.113.7, 10.0.0.3") == "203.0.113.7")
    #expect(try client("198.51.100.1", "203.0.113.7", "10.0.0.3,10.0.0.2") == "203.0.113.7")
    #expect(try client("10.0.0.9, 10.0.0.3") == "10.0.0.9")
    #expect(try client("198.51.100.1, 203.0.113.7", trusted: ["*"]) == "198.51.100.1")
    #expect(try client("[2001:db8::1]:443") == "[2001:db8::1]:443")
    #expect(try client("unknown") == nil)
    #expect(try client("203.0.113.7\", forged") == nil)
  }

  @Test("Of a chain the word of the outermost trusted proxy counts, not what the client put before it")
  func chains() throws {
    let chain = [
      ("x-forwarded-for", "198.51.100.1, 203.0.113.7"), ("x-forwarded-proto", "gopher, https"),
      ("x-forwarded-host", "evil.example, prefect.example"), ("x-forwarded-prefix", "/evil, /prefect"),
    ]
    let one = try origin(chain)
    #expect((one.scheme, one.authority, one.prefix) == ("https", "prefect.example", "/prefect"))
    let longer =
      chain.map { ($0.0, $0.1 + ($0.0 == "x-forwarded-for" ? ", 10.0.0.2" : "")) } + [
        ("x-forwarded-proto", "http"), ("x-forwarded-host", "inner"), ("x-forwarded-prefix", "/inner"),
      ]
    let two = try origin(longer)
    #expect((two.scheme, two.authority, two.prefix) == ("https", "prefect.example", "/prefect/inner"))
    // An inner proxy that passes the outer one's word on, in place of adding its own.
    let passed = try origin([("x-forwarded-for", "203.0.113.7, 10.0.0.2"), ("x-forwarded-proto", "https")])
    #expect(passed.scheme == "https")
  }

  @Test("The field Forwarded says the same")
  func forwarded() throws {
    let one = try origin([("forwarded", #"For="[2001:db8::1]:4711";Proto=https; host="prefect.example:8443""#)])
    #expect((one.scheme, one.authority) == ("https", "prefect.example:8443"))
    #expect(one.client == "[2001:db8::1]:4711")
    let two = try origin([
      ("forwarded", "for=198.51.100.1;host=evil.example, for=203.0.113.7;proto=https;host=prefect.example"),
      ("forwarded", "for=10.0.0.2;proto=http;host=inner"), ("x-forwarded-prefix", "/prefect"),
    ])
    #expect((two.scheme, two.authority, two.client) == ("https", "prefect.example", "203.0.113.7"))
    #expect(two.prefix == "/prefect")
  }

  @Test("Forwarded does not count beside X-Forwarded-For, -Proto or -Host", arguments: ["for", "proto", "host"])
  func forwardedBeside(_ name: String) throws {
    let value = ["for": "203.0.113.7", "proto": "http", "host": "a.example"][name] ?? ""
    let found = try origin([("forwarded", "proto=https;host=evil.example"), ("x-forwarded-\(name)", value)])
    #expect(found.scheme != "https")
    #expect(found.authority != "evil.example")
  }

  @Test(
    "A Forwarded that breaks its grammar is ignored as a whole",
    arguments: [
      "proto", "proto=", "proto=https;host=\"a", "proto=https host=a", "=https", "proto=https;proto=http",
      #"proto="https"x"#, #"proto=https;host="a\"#,
    ])
  func forwardedJunk(_ text: String) throws {
    #expect(try origin([("forwarded", text)]) == origin([]))
  }

  @Test("A path of the server gets the prefix before it, unless it has it already")
  func publicPaths() throws {
    let request = Request(method: .get, path: "/", authority: "inner:4200").seen(
      from: try origin(ForwardedOriginTests.all))
    #expect(request.publicURL("/api/x?y=1") == "https://prefect.example:8443/prefect/api/x?y=1")
    #expect(request.publicPath("/prefect/api") == "/prefect/api")
    #expect(request.publicPath("/prefect") == "/prefect")
    #expect(request.publicPath("/prefecture") == "/prefect/prefecture")
    #expect(request.publicPath("") == "/prefect")
    #expect(request.peer == "203.0.113.7")
    var direct = Request(method: .get, path: "/", authority: "inner:4200", peer: "10.0.0.9:1").seen(
      from: try origin([]))
    #expect(direct.publicURL("/api") == "http://inner:4200/api")
    direct.authority = ""
    #expect(direct.publicURL("/api") == "/api")
    #expect(direct.peer == "10.0.0.9:1")
  }
}
