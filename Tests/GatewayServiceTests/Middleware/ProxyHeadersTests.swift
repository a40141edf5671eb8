internal import HTTP
internal import Testing
internal import Values

@testable internal import GatewayService

@Suite struct ProxyHeadersTests {
  private func scheme(_ header: String?, from peer: String) async throws -> String? {
    let headers = ProxyHeaders(Answering(), trusted: try #require(TrustedProxies(["127.0.0.1", "10.0.0.0/8"])))
    var request = Request(.get, "/api/health/", header.map { [("x-forwarded-proto", $0)] } ?? [])
    request.peer = peer
    return await headers.respond(to: request).headers["seen-scheme"]
  }

  @Test("A trusted proxy says how its client came")
  func believesProxy() async throws {
    #expect(try await scheme("https", from: "127.0.0.1:40000") == "https")
    #expect(try await scheme("https", from: "127.0.0.1") == "https")
    #expect(try await scheme("https", from: "10.9.8.7:40000") == "https")
    #expect(try await scheme(nil, from: "127.0.0.1:40000") == "http")
  }

  @Test("Nobody else does, and no word but the two schemes counts")
  func doubtsOthers() async throws {
    #expect(try await scheme("https", from: "11.0.0.1:40000") == "http")
    #expect(try await scheme("https", from: "127.0.0.10:40000") == "http")
    #expect(try await scheme("gopher", from: "127.0.0.1:40000") == "http")
  }
}
