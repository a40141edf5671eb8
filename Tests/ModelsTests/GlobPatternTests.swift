internal import Models
internal import Testing

@Suite("A glob pattern")
struct GlobPatternTests {
  @Test(
    "It matches whole texts as a shell does",
    arguments: [
      ("", "", true), ("", "a", false), ("abc", "abc", true), ("abc", "abcd", false), ("ABC", "abc", false),
      ("*", "", true), ("*", "anything", true), ("a*", "abc", true), ("*c", "abc", true), ("a*c", "abbc", true),
      ("a*c", "abcd", false), ("*b*b*", "abcabc", true), ("*b*b*b", "abcabc", false), ("a?c", "abc", true),
      ("a?c", "ac", false), ("?", "ü", true), ("[abc]x", "bx", true), ("[a-c]", "b", true), ("[a-c]", "d", false),
      ("[!a-c]", "d", true), ("[!a-c]", "a", false), ("[]]", "]", true), ("[]-]", "-", true), ("[", "[", true),
      ("[abc", "[abc", true), ("a[", "a[", true), ("[z-a]", "m", false), ("a.c", "abc", false), ("a\\c", "a\\c", true),
      ("[b-a!x]", "x", false), ("[b-a!x]", "y", true), ("[b-a!-z]", "-", false), ("[b-a!-z]", "w", true),
      ("[!z-a]", "m", true), ("[a-c-e]", "-", true), ("[a-c-e]", "d", false),
      ("ab*", "ba", false), ("a[b*", "a[bc", true),
    ])
  func matches(pattern: String, text: String, isExpected: Bool) {
    #expect(GlobPattern(pattern).matches(text) == isExpected)
    #expect(GlobPattern("!" + pattern).matches(text) == !isExpected)
  }

  @Test("What is not there matches nothing, not even a negated pattern")
  func missesAbsent() {
    #expect(!GlobPattern("*").matches(nil))
    #expect(!GlobPattern("!x").matches(nil))
  }

  @Test("A pattern of many stars against a long text takes no long time")
  func isBounded() {
    let pattern = GlobPattern(String(repeating: "*a", count: 200) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
  }
}
