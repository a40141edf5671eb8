internal import APIDescription
internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct DescriptionContentTests {
  private let content = DescriptionContent(Array(repeating: UInt8(ascii: "x"), count: 1000), mediaType: "text/plain")

  @Test("Who takes gzip is sent it compressed, and others as it is")
  func compresses() {
    let compressed = content.response(to: Request(.get, "/docs", [("accept-encoding", "gzip, br")]))
    #expect(compressed.headers["content-encoding"] == "gzip")
    #expect(compressed.headers["vary"] == "Accept-Encoding")
    #expect(compressed.bytes.count < 100)
    let plain = content.response(to: Request(.get, "/docs"))
    #expect(!plain.headers.contains("content-encoding"))
    #expect(plain.bytes.count == 1000)
    #expect(plain.headers["content-type"] == "text/plain")
  }

  @Test("Who has it already is told so")
  func knowsTag() throws {
    let tag = try #require(content.response(to: Request(.get, "/docs")).headers["etag"])
    let response = content.response(to: Request(.get, "/docs", [("if-none-match", tag)]))
    #expect(response.status == .notModified)
    #expect(response.bytes.isEmpty)
    #expect(content.response(to: Request(.get, "/docs", [("if-none-match", "\"another\"")])).status == .ok)
  }

  @Test("HEAD tells the length")
  func answersHead() {
    let response = content.response(to: Request(.head, "/docs"))
    #expect(response.headers["content-length"] == "1000")
    #expect(response.bytes.isEmpty)
  }

  @Test("The description and its page are made once, and are two things")
  func areMadeOnce() async {
    let contents = DescriptionContents(APIDescription.Features(basePath: "/api", version: "1"))
    let description = await contents.content(of: .description(basePath: "/api"))
    #expect(description.mediaType == "application/json")
    #expect(description.tag == (await contents.content(of: .description(basePath: "/api"))).tag)
    let below = await contents.content(of: .description(basePath: "/prefect/api"))
    #expect(String(decoding: below.plain, as: UTF8.self).contains(#""servers":[{"url":"/prefect/api"}]"#))
    let page = await contents.content(of: .page)
    #expect(page.mediaType.hasPrefix("text/html"))
    #expect(page.plain.starts(with: Array("<!DOCTYPE html>".utf8)))
  }

  @Test("The page needs nothing from elsewhere")
  func isSelfContained() async {
    let page = await DescriptionContents(APIDescription.Features(basePath: "/api", version: "1")).content(of: .page)
    let text = String(decoding: page.plain, as: UTF8.self)
    #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("//cdn"))
  }
}
