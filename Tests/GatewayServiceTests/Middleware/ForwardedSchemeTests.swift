internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct ForwardedSchemeTests {
  private let forwarded = ForwardedScheme(Answering())

  private func scheme(_ header: String?, from peer: String) async -> String? {
    var request = Request(.get, "/api/health/", header.map { [("x-forwarded-proto", $0)] } ?? [])
    request.peer = peer
    return await forwarded.respond(to: request).headers["seen-scheme"]
  }

  @Test("A proxy on this host says how its client came")
  func believesProxy() async {
    #expect(await scheme("https", from: "127.0.0.1:40000") == "https")
    #expect(await scheme("https", from: "127.0.0.1") == "https")
    #expect(await scheme(nil, from: "127.0.0.1:40000") == "http")
  }

  @Test("Nobody else does, and no word but the two schemes counts")
  func doubtsOthers() async {
    #expect(await scheme("https", from: "10.0.0.1:40000") == "http")
    #expect(await scheme("https", from: "127.0.0.10:40000") == "http")
    #expect(await scheme("gopher", from: "127.0.0.1:40000") == "http")
  }
}
