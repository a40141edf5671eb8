internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct CompressionTests {
  private func respond(_ size: Int, accepting encodings: String? = "gzip", path: String = "/api/flows/") async
    -> Response
  {
    let compression = Compression(Answering.bytes(size), minimumBytes: 500, basePath: "/api")
    return await compression.respond(to: Request(.get, path, encodings.map { [("accept-encoding", $0)] } ?? []))
  }

  @Test(
    "An answer of some size is compressed for whoever takes gzip",
    arguments: [
      "gzip", "gzip, deflate, br", "br;q=1, gzip", "GZip", "x-gzip", "gzip ; Q=0.001", "gzip;q=1.000, *;q=0",
      "identity;q=0.5,gzip;q=0.5", "identity;q=0, gzip",
    ])
  func compresses(_ encodings: String) async {
    let response = await respond(500, accepting: encodings)
    #expect(response.headers["content-encoding"] == "gzip")
    #expect(response.headers.values("vary") == ["Accept-Encoding"])
    #expect(response.bytes.starts(with: [0x1F, 0x8B]))
    #expect(response.bytes.count < 500)
  }

  @Test(
    "For others it only says that it varies",
    arguments: [
      "deflate", "identity", "*", "", "gzip;q=0", "gzip;q=0.000", "gzip ;\tq=0, deflate", "*, gzip;q=0", "br, *;q=0",
      "gzip;q=0.5, identity", "gzip;q=2", "gzip;q=x", "gzip;q=0.0001", "gzipped", "identity;q=0", nil,
    ])
  func leavesToOthers(_ encodings: String?) async {
    let response = await respond(500, accepting: encodings)
    #expect(!response.headers.contains("content-encoding"))
    #expect(response.headers["vary"] == "Accept-Encoding")
    #expect(response.bytes.count == 500)
  }

  @Test("A short answer stays as it is")
  func leavesShort() async {
    let response = await respond(499)
    #expect(!response.headers.contains("content-encoding"))
    #expect(!response.headers.contains("vary"))
  }

  @Test(
    "A short answer is compressed for whoever refuses plain bytes", arguments: ["gzip, identity;q=0", "gzip, *;q=0"])
  func compressesShort(_ encodings: String) async {
    #expect(await respond(499, accepting: encodings).headers["content-encoding"] == "gzip")
  }

  @Test("Beside the API everything varies, whatever its size")
  func variesBesideAPI() async {
    let response = await respond(20, path: "/apinope")
    #expect(response.headers["vary"] == "Accept-Encoding")
    #expect(!response.headers.contains("content-encoding"))
  }

  @Test("What is encoded already is not encoded again")
  func leavesEncoded() async {
    var answer = Answering.bytes(600)
    answer.response.headers.add("content-encoding", "br")
    let compression = Compression(answer, minimumBytes: 500, basePath: "/api")
    let response = await compression.respond(to: Request(.get, "/api/flows/", [("accept-encoding", "gzip")]))
    #expect(response.headers.values("content-encoding") == ["br"])
    #expect(response.bytes.count == 600)
  }
}
