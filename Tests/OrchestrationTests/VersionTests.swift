internal import Orchestration
internal import Testing

@Suite("Versions")
struct VersionTests {
  @Test(
    "Three numbers are a version, with a sign too",
    arguments: [
      ("0.8.4", Version(0, 8, 4)), ("3.10.0", Version(3, 10, 0)), ("+1.-2.007", Version(1, -2, 7)),
      ("0.0.9223372036854775807", Version(0, 0, .max)),
    ])
  func reads(_ text: String, _ version: Version) {
    #expect(Version(text) == version)
    #expect(Version("x\(text)".dropFirst()) == version)
  }

  @Test(
    "What is not three numbers is none",
    arguments: [
      "", ".", "..", "1", "1.2", "1.2.", "1.2.3.", "1.2.3.4", "1..3", "a.b.c", "1.2.3a", " 1.2.3", "-.1.2", "1.2.+",
      "1.2.9223372036854775808", "1.2.99999999999999999999", "１.2.3",
    ])
  func refuses(_ text: String) {
    #expect(Version(text) == nil)
  }
}
