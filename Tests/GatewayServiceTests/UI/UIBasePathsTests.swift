internal import Testing

@testable internal import GatewayService

@Suite struct UIBasePathsTests {
  @Test(
    "The second interface lives under the first one's base, whichever of the two is configured",
    arguments: [
      ("/", "/", "/v2"), ("", "/", "/v2"), ("/v2", "/", "/v2"), ("/v2/", "/", "/v2"), ("/sub", "/sub", "/sub/v2"),
      ("sub/", "/sub", "/sub/v2"), ("/sub/v2", "/sub", "/sub/v2"), ("/xv2", "/xv2", "/xv2/v2"),
    ])
  func bases(_ configured: String, _ first: String, _ second: String) {
    let paths = UIBasePaths(configured)
    #expect(paths.v1 == first)
    #expect(paths.v2 == second)
    #expect(paths.settings == (first == "/" ? "" : first) + "/ui-settings")
  }

  @Test("A path is under a base when a slash or nothing follows it")
  func relative() {
    let paths = UIBasePaths("/sub")
    #expect(paths.relative("/sub/v2/a", to: .v2) == "/a")
    #expect(paths.relative("/sub/v2", to: .v2) == "")
    #expect(paths.relative("/sub/v2x", to: .v2) == nil)
    #expect(paths.relative("/sub/v2x", to: .v1) == "/v2x")
    #expect(paths.relative("/other", to: .v1) == nil)
    #expect(UIBasePaths("/").relative("/a", to: .v1) == "/a")
  }

  @Test(
    "A path names a file without dots and double slashes, and never one outside",
    arguments: [
      ("/a/b.js", "a/b.js"), ("/a//b.js/", "a/b.js"), ("/a/./b", "a/b"), ("/a/../b", "b"), ("/", ""), ("", ""),
      ("/..", nil), ("/a/../../b", nil), ("/../../etc/passwd", nil),
    ])
  func fileNames(_ path: String, _ name: String?) {
    #expect(UIBasePaths.fileName(path[...]) == name)
  }
}
