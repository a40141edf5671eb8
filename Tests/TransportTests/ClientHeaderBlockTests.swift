import HTTP
import Testing
import Values

@testable import Transport

@Suite("HeaderBlock")
struct ClientHeaderBlockTests {
  @Test("A request's block has the pseudo-fields, its id and its length, and no field of the connection")
  func request() {
    let id = UUID.random()
    let request = Request(
      method: .post, path: "/a", query: "b=c", authority: "elsewhere",
      headers: Headers([
        ("accept", "*/*"), ("connection", "close, X-Hop"), ("x-hop", "1"), ("te", "trailers"), ("host", "elsewhere"),
        ("transfer-encoding", "chunked"), ("proxy-authorization", "x"), ("x-request-id", "old"), ("upgrade", "h2c"),
        ("keep-alive", "5"), ("content-length", "99"),
      ]),
      body: [1, 2, 3], id: id)
    let block = HeaderBlock(request: request, authority: "service:80")
    #expect(
      Headers(block.fields)
        == Headers([
          (":method", "POST"), (":scheme", "http"), (":authority", "service:80"), (":path", "/a?b=c"),
          ("x-request-id", id.description), ("content-length", "3"), ("accept", "*/*"),
        ]))
  }

  @Test("An upstream's URL is a host with or without a port")
  func origins() {
    let name = UpstreamOrigin(url: "http://block-vault:4201")
    #expect(name?.host == "block-vault")
    #expect(name?.port == 4201)
    #expect(name?.authority == "block-vault:4201")
    #expect(UpstreamOrigin(url: "HTTP://a/")?.port == 80)
    #expect(UpstreamOrigin(url: "http://[::1]:5")?.host == "::1")
    #expect(UpstreamOrigin(url: "http://[::1]:5")?.port == 5)
  }

  @Test(
    "Anything else is not an upstream's URL",
    arguments: [
      "", "http://", "https://a", "a:80", "http://a:0", "http://a:65536", "http://a:b", "http://a/b", "http://u@a",
      "http://[::1", "http://[::1]x", "http://:80", "http://a b", "http://a:",
    ])
  func noOrigin(url: String) {
    #expect(UpstreamOrigin(url: url) == nil)
  }
}
