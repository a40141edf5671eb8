import Testing

@testable import Models

@Suite struct TextSearchTermsTests {
  @Test("Words are wanted, signs in front make them required or excluded")
  func readsSigns() {
    let terms = TextSearchTerms("error  +timeout -debug !trace")
    #expect(terms.included == ["error"])
    #expect(terms.required == ["timeout"])
    #expect(terms.excluded == ["debug", "trace"])
  }

  @Test("A sign that stands alone means nothing")
  func ignoresLoneSigns() {
    #expect(TextSearchTerms("- + a -") == TextSearchTerms("a"))
    #expect(TextSearchTerms("").included.isEmpty)
  }

  @Test("Quotes make a phrase, in which a backslash lets quotes stand")
  func readsPhrases() {
    #expect(TextSearchTerms(#""two words" -"not \"this\"""#).included == ["two words"])
    #expect(TextSearchTerms(#""two words" -"not \"this\"""#).excluded == [#"not "this""#])
    #expect(TextSearchTerms(#""open end"#).included == ["open end"])
    #expect(TextSearchTerms(#"a"b""#).included == ["a", "b"])
    #expect(TextSearchTerms(#""a\nb""#).included == [#"a\nb"#])
    #expect(TextSearchTerms(#""  ""#).included.isEmpty)
  }

  @Test("Outside a phrase a backslash is itself")
  func keepsBackslashes() {
    #expect(TextSearchTerms(#"\"text\""#).included == [#"\"#, #"text""#])
  }
}
