internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite struct UIFileTests {
  @Test(
    "A file's type follows from the end of its name",
    arguments: [
      ("index.html", "text/html; charset=utf-8", true), ("a/b-x.js", "text/javascript; charset=utf-8", true),
      ("A.CSS", "text/css; charset=utf-8", true), ("robots.txt", "text/plain; charset=utf-8", true),
      ("a.json", "application/json", true), ("a.svg", "image/svg+xml", false),
      ("a.ico", "image/vnd.microsoft.icon", false),
      ("site.webmanifest", "application/manifest+json", false), ("a.ttf", "font/ttf", false),
      ("a.js.map", "application/octet-stream", false), ("js", "application/octet-stream", false),
      ("a.js/b", "application/octet-stream", false),
    ])
  func types(_ name: String, _ type: String, _ hasPlaceholder: Bool) {
    #expect(UIMediaType(fileName: name).text == type)
    #expect(UIMediaType(fileName: name).hasPlaceholder == hasPlaceholder)
  }

  @Test("Every placeholder becomes the base path, and the rest stays")
  func placeholder() {
    let text = "/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER"
    func replaced(_ before: String, _ prefix: String) -> String {
      String(decoding: UIPlaceholder.replaced(in: Array(before.utf8), by: prefix), as: UTF8.self)
    }
    #expect(replaced("\(text)/a \(text)\(text)/", "/v2") == "/v2/a /v2/v2/")
    #expect(replaced("x\(text)", "") == "x")
    #expect(
      replaced("//PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDE", "/v2") == "//PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDE")
    #expect(replaced("/\(text)é", "/a/v2") == "//a/v2é")
    #expect(replaced("", "/v2").isEmpty)
    // The first interface names these at the root, where they are only without a base path.
    #expect(replaced("set(`/ico/${x}.svg`) \(text)/ico/", "/a") == "set(`/a/ico/${x}.svg`) /a/ico/")
    #expect(replaced("set(`/ico/${x}.svg`)", "") == "set(`/ico/${x}.svg`)")
  }

  @Test("A client that has the file is told so, by its tag first and else by its time")
  func freshness() {
    let time = "Sun, 06 Nov 1994 08:49:37 GMT"
    func isFresh(_ headers: [(String, String)]) -> Bool {
      UIFreshness.isFresh(Headers(headers), tag: "abc", lastModified: time)
    }
    #expect(isFresh([("if-none-match", "\"abc\"")]))
    #expect(isFresh([("if-none-match", "\"x\", W/\"abc\" ")]))
    #expect(isFresh([("if-modified-since", time)]))
    #expect(isFresh([("if-modified-since", "Mon, 05 Dec 1994 00:00:00 GMT")]))
    #expect(!isFresh([("if-modified-since", "Sun, 06 Nov 1994 08:49:36 GMT")]))
    #expect(!isFresh([("if-none-match", "\"x\""), ("if-modified-since", time)]))
    #expect(isFresh([("if-none-match", "*")]))
    #expect(isFresh([("if-none-match", "\"a,b\",\t\"abc\"")]))
    #expect(isFresh([("if-none-match", "\"x\""), ("if-none-match", "W/\"abc\"")]))
    #expect(!isFresh([("if-none-match", "\"a, \"abc\"")]))
    #expect(!isFresh([("if-none-match", "abc")]))
    #expect(!isFresh([("if-modified-since", "yesterday")]))
    #expect(!isFresh([]))
  }

  @Test("A folder is listed with its folders, without links and hidden files")
  func lists() throws {
    let folder = TemporaryFolder(["index.html": "x", "a/b/c.js": "12345", ".hidden": "x"])
    folder.link("out", to: "/etc")
    folder.link("passwd", to: "/etc/passwd")
    let entries = try UIFolder(path: folder.path).entries()
    #expect(Set(entries.map(\.name)) == ["index.html", "a/b/c.js"])
    #expect(entries.first { $0.name == "a/b/c.js" }?.size == 5)
  }

  @Test("A folder beyond a limit is refused")
  func bounded() {
    let folder = TemporaryFolder(["a.js": "12", "b.js": "12", "c/d/e.js": "12"])
    #expect(throws: UIFolderError.tooManyFiles(folder.path)) {
      try UIFolder(path: folder.path, maximumFiles: 2).entries()
    }
    #expect(throws: UIFolderError.self) { try UIFolder(path: folder.path, maximumFileBytes: 1).entries() }
    #expect(throws: UIFolderError.tooDeep(folder.path)) { try UIFolder(path: folder.path, maximumDepth: 1).entries() }
    #expect(throws: UIFolderError.unreadable("\(folder.path)/none", code: 2)) {
      try UIFolder(path: "\(folder.path)/none").entries()
    }
    #expect(throws: UIFolderError.noPage(folder.path)) {
      try UIBundle(.v1, folder: UIFolder(path: folder.path), prefix: "")
    }
  }
}
