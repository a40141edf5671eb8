import Patterns
import Testing

@Suite struct PatternTests {
  @Test(
    "A pattern is found as Python's re finds it",
    arguments: [
      ("a", "bab", true), ("^a", "ba", false), ("a$", "ba\n", true), ("a\\Z", "a\n", false), ("^$", "", true),
      ("^a{,2}$", "aa", true), ("^a{,2}$", "aaa", false), ("[[]", "[", true), ("[]a]", "]", true), ("[^]a]", "b", true),
      ("\\u00e9", "é", true), ("^\\d+$", "१२", true), ("^\\w$", "ß", true), ("(?P<x>a)(?P=x)", "aa", true),
      ("[[:alpha:]]", "a]", true), ("[[:alpha:]]", "b", false), ("\\v", "\u{b}", true), ("^.$", "🦊", true),
    ])
  func finds(_ pattern: String, _ text: String, _ isFound: Bool) throws {
    #expect(try Pattern(pattern).isFound(in: text) == isFound)
  }

  @Test(
    "What re refuses is refused",
    arguments: ["[", "(", "*", "a**", "\\", "\\p{L}", "\\h", "\\Q", "\\z", "\\u12", "(?<!a*)b", "\\C"])
  func refuses(_ pattern: String) {
    #expect(throws: PatternError.malformed) { try Pattern(pattern) }
  }

  @Test("A pattern that goes through every split of a text is stopped")
  func stops() throws {
    let pattern = try Pattern("^(a+)+$")
    #expect(throws: PatternError.tooMuchWork) {
      try pattern.isFound(in: String(repeating: "a", count: 60) + "b")
    }
  }

  @Test("A simple search of a long text is not stopped")
  func goesThrough() throws {
    let text = String(repeating: "ab ", count: 100_000)
    #expect(try !Pattern("c$").isFound(in: text))
    #expect(try Pattern("^[ab ]+$").isFound(in: text))
  }
}
