internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct APIVersionGuardTests {
  private let versions = APIVersionGuard(basePath: "/api")

  private func verdict(_ version: String?, path: String = "/api/flows/") -> Response? {
    versions.check(Request(.get, path, version.map { [("x-prefect-api-version", $0)] } ?? []))
  }

  @Test(
    "A client that is new enough, or does not say, is let in",
    arguments: ["0.8.0", "0.8.4", "0.9.0", "99.0.0", "", nil])
  func letsIn(_ version: String?) {
    #expect(verdict(version) == nil)
  }

  @Test("A client that is too old is told what it takes", arguments: ["0.7.9", "0.0.0", "-1.0.0"])
  func refusesOld(_ version: String) throws {
    let response = try #require(verdict(version))
    #expect(response.status == .badRequest)
    #expect(
      response.text
        == #"{"detail":"The request specified API version \#(version) but this server requires version 0.8.0 or higher."}"#
    )
  }

  @Test("A version of another form is told its form", arguments: ["0.8", "0.8.4.1", "a.b.c", "0.8.x", "0..4"])
  func refusesMalformed(_ version: String) throws {
    let response = try #require(verdict(version))
    #expect(response.status == .badRequest)
    #expect(response.text.contains("Expected header in format 'x.y.z' but received \(version)"))
  }

  @Test("Health and version are told to the oldest", arguments: ["/api/health", "/api/version"])
  func exempts(_ path: String) {
    #expect(verdict("0.1.0", path: path) == nil)
    #expect(verdict("0.1.0", path: "/api/ready") != nil)
  }
}
