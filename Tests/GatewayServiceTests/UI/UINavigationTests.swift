internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct UINavigationTests {
  @Test(
    "A client that takes a page is given the interface's for a missing path",
    arguments: [
      "text/html", "application/xhtml+xml", "TEXT/HTML", "a/b, text/html;q=0.5", "text/html ; q=x", "text/html;level=1",
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ])
  func wantsPage(_ accept: String) {
    #expect(UINavigation.wantsPage(Headers([("accept", accept)])))
  }

  @Test(
    "Other clients are told that it is missing",
    arguments: ["", "*/*", "text/*", "application/json", "text/html;q=0", "text/html; Q=0.0", "text/htmlx"])
  func wantsNoPage(_ accept: String) {
    #expect(!UINavigation.wantsPage(Headers([("accept", accept), ("sec-fetch-mode", "navigate")])))
  }

  @Test("A page is opened by what the browser says of its fetch, too, but only by reading")
  func opensPage() {
    for header in [
      ("accept", "a/b,Text/HTML"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"),
      ("sec-fetch-dest", "iframe"),
    ] {
      #expect(UINavigation.opensPage(Request(.get, "/", [header])))
      #expect(UINavigation.opensPage(Request(.head, "/", [header])))
      #expect(!UINavigation.opensPage(Request(.post, "/", [header])))
    }
    #expect(!UINavigation.opensPage(Request(.get, "/", [("sec-fetch-dest", "script"), ("accept", "*/*")])))
  }

  @Test(
    "The cookie asks for an interface that is there",
    arguments: [
      ("prefect_ui_version=v1", UIVersion.v1), ("a=b; prefect_ui_version=v2 ;c", .v2),
      ("prefect_ui_version=\"v1\"", .v1), ("prefect_ui_version=v3", nil), ("xprefect_ui_version=v1", nil), ("", nil),
      ("prefect_ui_version=v2; prefect_ui_version=v1", .v1), ("prefect_ui_version", nil),
    ])
  func cookie(_ cookie: String, _ version: UIVersion?) {
    let headers = Headers([("cookie", cookie)])
    #expect(UINavigation.cookie(headers, among: [.v1, .v2]) == version)
    #expect(UINavigation.cookie(headers, among: []) == nil)
  }

  @Test("A redirect stays on this host, whatever follows the base")
  func location() {
    #expect(UINavigation.location("/", under: "/v2", query: "a=1") == "/v2/?a=1")
    #expect(UINavigation.location("", under: "/v2", query: nil) == "/v2/")
    #expect(UINavigation.location("/runs", under: "", query: nil) == "/runs")
    #expect(UINavigation.location("//evil.example", under: "", query: nil) == "/evil.example")
    #expect(UINavigation.location("/\\/evil.example", under: "", query: nil) == "/evil.example")
  }
}
